import { h } from 'vue'
import { defineWidget, number, text } from './widget.js'

interface Drawing {
  readonly color: string
  /** On 24 × 24; discs are filled, the rest are lines. */
  readonly disc: boolean
  readonly path: string
}

const tick = 'M7 12.4l3.4 3.4L17.2 9'
const drawings: Readonly<Record<string, Drawing>> = {
  success: { color: '#09bb07', disc: true, path: tick },
  success_no_circle: { color: '#09bb07', disc: false, path: 'M4 12.6l5.6 5.6L20.4 7' },
  info: { color: '#10aeff', disc: true, path: 'M12 11v6M12 7.2v.1' },
  warn: { color: '#f76260', disc: true, path: 'M12 6.8v6.4M12 16.8v.1' },
  waiting: { color: '#10aeff', disc: true, path: 'M12 6.6v5.8l4 2.6' },
  cancel: { color: '#f43530', disc: true, path: 'M8.2 8.2l7.6 7.6M15.8 8.2l-7.6 7.6' },
  clear: { color: '#b2b2b2', disc: true, path: 'M8.6 8.6l6.8 6.8M15.4 8.6l-6.8 6.8' },
  download: { color: '#09bb07', disc: true, path: 'M12 6.6v9M8.2 12.2l3.8 3.8 3.8-3.8' },
  search: {
    color: '#b2b2b2',
    disc: false,
    path: 'M10.6 17.2a6.6 6.6 0 100-13.2 6.6 6.6 0 000 13.2zM15.4 15.4l5 5',
  },
}

/** `icon`. */
export const Icon = defineWidget('icon', ['type', 'size', 'color'], (attributes) => (draw) => {
  const drawing = drawings[text(attributes.type)]
  const size = `${number(attributes.size, 24)}px`
  if (drawing === undefined) return draw({ style: { width: size, height: size } }, [])
  const color = text(attributes.color, drawing.color)
  return draw({ style: { width: size, height: size } }, [
    h('svg', { viewBox: '0 0 24 24', width: '100%', height: '100%', 'aria-hidden': 'true' }, [
      drawing.disc && h('circle', { cx: 12, cy: 12, r: 11, fill: color }),
      h('path', {
        d: drawing.path,
        fill: 'none',
        stroke: drawing.disc ? '#fff' : color,
        'stroke-width': 1.8,
        'stroke-linecap': 'round',
        'stroke-linejoin': 'round',
      }),
    ]),
  ])
})
