import { h, onMounted, ref } from 'vue'
import { setHandle } from './handles.js'
import { defineWidget, flag, text } from './widget.js'

/**
 * `canvas`: drawn on in the logic's worker. One of `type="2d"` keeps a canvas' own 300 × 150 until
 * the page sets its size; one that is drawn on by a context of its `canvas-id` has a pixel for each
 * of the screen's.
 */
export const Canvas = defineWidget(
  'canvas',
  ['canvasId', 'type', 'disableScroll'],
  (attributes, { slots }) => {
    const root = ref<HTMLElement>()
    const canvas = ref<HTMLCanvasElement>()
    let taken = false

    onMounted(() => {
      if (root.value === undefined) return
      setHandle(root.value, {
        takeCanvas() {
          const element = canvas.value
          if (element === undefined) throw new Error('the canvas is gone')
          if (taken) throw new Error('the canvas is in use already')
          const { clientWidth: width, clientHeight: height } = element
          if (text(attributes.type) === '') {
            element.width = Math.round(width * window.devicePixelRatio)
            element.height = Math.round(height * window.devicePixelRatio)
          }
          taken = true
          const offscreen = element.transferControlToOffscreen()
          return { canvas: offscreen, width, height, pixelRatio: window.devicePixelRatio }
        },
      })
    })

    return (draw) =>
      draw(
        {
          ref: root,
          'tt-canvas-id': text(attributes.canvasId) || undefined,
          style: flag(attributes.disableScroll) ? { touchAction: 'none' } : undefined,
        },
        [h('canvas', { ref: canvas }), slots.default?.()],
      )
  },
)
