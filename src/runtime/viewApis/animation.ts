/**
 * tt.createAnimation: steps of styles, exported as plain data for the attribute `animation` [feishu].
 */
import type { AppObject } from '../platform.js'
import type { Services } from '../services.js'
import { face, type Methods } from './tools.js'

const styles = ['opacity', 'backgroundColor', 'width', 'height', 'top', 'left', 'bottom', 'right']
const transforms = [
  ...['matrix', 'matrix3d', 'rotate', 'rotate3d', 'rotateX', 'rotateY', 'rotateZ'],
  ...['scale', 'scale3d', 'scaleX', 'scaleY', 'scaleZ', 'skew', 'skewX', 'skewY'],
  ...['translate', 'translate3d', 'translateX', 'translateY', 'translateZ'],
]

/**
 * Makes one. What `export()` gives is `{ actions }`, one for each step: `animates` is a list of
 * `{ type, args }`, `option` has `transition` (duration and delay in milliseconds, timingFunction) and
 * `transformOrigin`. Exported steps are forgotten; what they set goes on holding.
 */
export function createAnimation(services: Services, options: unknown): AppObject {
  const { make } = services
  const standard = readTransition(options)
  /** What a later step does not say again stays, as on the phone. */
  const held = new Map<string, { type: string; args: unknown[] }>()
  let actions: object[] = []

  const setters = [...styles, ...transforms].map((type) => [
    type,
    (...args: unknown[]) => {
      held.set(type, { type, args: readArguments(type, args) })
      return animation
    },
  ])

  const methods: Methods = {
    ...Object.fromEntries(setters),
    step(own: unknown) {
      const { transformOrigin, ...transition } = readTransition(own, standard)
      actions.push({ animates: [...held.values()], option: { transformOrigin, transition } })
      return animation
    },
    export() {
      const exported = make.JSON.parse(JSON.stringify({ actions })) as object
      actions = []
      return exported
    },
  }
  const animation = face(services, methods)
  return animation
}

interface Transition {
  readonly duration: number
  readonly timingFunction: string
  readonly delay: number
  readonly transformOrigin: string
}

const defaults: Transition = {
  duration: 400,
  timingFunction: 'linear',
  delay: 0,
  transformOrigin: '50% 50% 0',
}

function readTransition(options: unknown, standard = defaults): Transition {
  const given = (options ?? {}) as Partial<Transition>
  return {
    duration: Number(given.duration ?? standard.duration),
    timingFunction: String(given.timingFunction ?? standard.timingFunction),
    delay: Number(given.delay ?? standard.delay),
    transformOrigin: String(given.transformOrigin ?? standard.transformOrigin),
  }
}

/** A length without a unit is in pixels. */
function readArguments(type: string, args: readonly unknown[]): unknown[] {
  const isLength = styles.includes(type) && type !== 'opacity' && type !== 'backgroundColor'
  return args.map((value) => (isLength && typeof value === 'number' ? `${value}px` : value))
}
