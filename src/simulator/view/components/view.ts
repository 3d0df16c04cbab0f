import { hoverNames, useHover } from './hover.js'
import { defineWidget } from './widget.js'

const hover = { name: 'none', start: 50, stay: 400 }

/** `view`. */
export const View = defineWidget('view', hoverNames, (attributes) => {
  const pressing = useHover(attributes, hover)
  return (draw) => draw(pressing())
})

/** `cover-view`: there is nothing native here that it would have to lie over. */
export const CoverView = defineWidget('cover-view', hoverNames, (attributes) => {
  const pressing = useHover(attributes, hover)
  return (draw) => draw(pressing())
})
