/**
 * Components that are not all there outside the app, and say so.
 */
import { h, ref } from 'vue'
import { dispatch } from '../dispatch.js'
import { useServices } from './services.js'
import { defineWidget, text } from './widget.js'

function definePlaceholder(tag: string, message: string) {
  return defineWidget(tag, [], (_, { slots }) => {
    useServices().warn(`<${tag}>: ${message}`)
    return (draw) =>
      draw({}, [h('div', { class: 'tt-absent' }, [h('b', tag), message]), slots.default?.()])
  })
}

/** `map`. */
export const MapWidget = definePlaceholder('map', 'Maps are not there in tt-anywhere.')

/** `camera`. */
export const Camera = definePlaceholder('camera', 'Cameras are not there in tt-anywhere.')

/** `live-player`. */
export const LivePlayer = definePlaceholder(
  'live-player',
  'Live streams are not there in tt-anywhere.',
)

/** `ad`: nothing. */
export const Ad = defineWidget('ad', [], () => (draw) => draw({ hidden: true }, []))

/** `open-data`: there is no account here. */
export const OpenData = defineWidget('open-data', ['type'], (attributes) => (draw) => {
  const type = text(attributes.type)
  if (type === 'userAvatarUrl') return draw({ class: 'tt-avatar' }, [])
  return draw({}, [type === 'userNickName' ? 'tt-anywhere (made up)' : ''])
})

/**
 * `web-view`: the page in a frame of its own. load and error tell `{ src }`; which of them it was,
 * browsers do not say, so it is always load.
 */
export const WebView = defineWidget('web-view', ['src'], (attributes) => {
  const root = ref<HTMLElement>()
  const src = () => (/^https?:/i.test(text(attributes.src)) ? text(attributes.src) : undefined)
  return (draw) =>
    draw({ ref: root }, [
      src() !== undefined &&
        h('iframe', {
          src: src(),
          sandbox: 'allow-scripts allow-forms',
          referrerpolicy: 'no-referrer',
          title: 'web-view',
          onLoad: () => root.value && dispatch(root.value, 'load', { src: text(attributes.src) }),
        }),
    ])
})
