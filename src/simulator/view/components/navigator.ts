import type { Move } from '../../protocol/logic.js'
import { hoverNames, useHover } from './hover.js'
import { useServices } from './services.js'
import { defineWidget, number, text } from './widget.js'

const moves: Readonly<Record<string, Move>> = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
}

/** `navigator`. */
export const Navigator = defineWidget(
  'navigator',
  ['url', 'delta', 'openType', ...hoverNames],
  (attributes) => {
    const { navigate, warn } = useServices()
    const pressing = useHover(attributes, { name: 'navigator-hover', start: 50, stay: 400 })

    function onTtTap(event: Event): void {
      event.stopPropagation()
      const openType = text(attributes.openType, 'navigate') || 'navigate'
      const move = moves[openType]
      if (move === undefined) warn(`navigator open-type="${openType}" does nothing here`)
      else if (move === 'navigateBack') navigate(move, { delta: number(attributes.delta, 1) })
      else navigate(move, { url: text(attributes.url) })
    }

    return (draw) => draw({ role: 'link', ...pressing(), onTtTap })
  },
)
