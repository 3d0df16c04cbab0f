/**
 * What components need of the frame around them: Vue's `provide` gives it, and each has something
 * to fall back on, so that components can be used alone.
 */
import { type InjectionKey, inject } from 'vue'
import type { Move } from '../../protocol/logic.js'

/** What the frame provides to components. */
export interface ViewServices {
  /** The URL for a path of the project, `ttfile://…`, http(s) or data: as a page names it. */
  resolveFile(src: string): string
  /** A navigator was tapped. */
  navigate(api: Move, options: Readonly<Record<string, unknown>>): void
  /** Something that the person who runs the mini-program should know, for the console. */
  warn(message: string): void
  /** A button of `open-type="share"` was tapped: the page's onShareAppMessage is asked. */
  share?(button: Element): void
}

/** Key for `app.provide`. */
export const servicesKey: InjectionKey<ViewServices> = Symbol('services')

/** Those of the frame. */
export function useServices(): ViewServices {
  return inject(servicesKey, alone)
}

const alone: ViewServices = {
  resolveFile: (src) => src,
  navigate: () => {},
  warn: (message) => console.warn(message),
}
