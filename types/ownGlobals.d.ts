/**
 * The globals of a mini-program, where the official typings are not installed.
 */
import type { TT } from './index.js'

/** A page that is open, as its own functions see it. */
interface PageInstance<Data extends object> {
  readonly data: Data
  /** Its path, without parameters. */
  readonly route: string
  /** Sets fields of data; a key may be a path, such as `list[0].name`. */
  setData(data: Partial<Data> & Record<string, unknown>, callback?: () => void): void
}

/** What the platform calls of a page. */
interface PageLife {
  onLoad?(query: Record<string, string | undefined>): void
  onShow?(): void
  onReady?(): void
  onHide?(): void
  onUnload?(): void
}

/** What the platform calls of an app. */
interface AppLife {
  onLaunch?(options: { path: string; query: Record<string, string | undefined> }): void
  onShow?(options: { path: string; query: Record<string, string | undefined> }): void
  onHide?(): void
  onError?(message: string): void
}

/** A component as its own functions see it. */
interface ComponentInstance<Data extends object> extends PageInstance<Data> {
  triggerEvent(name: string, detail?: unknown, options?: object): void
}

declare global {
  /** The mini-program's API. */
  const tt: TT
  function App<Own extends object>(options: Own & AppLife & ThisType<Own>): void
  function getApp<Own extends object = Record<string, unknown>>(): Own
  function Page<Data extends object = Record<string, unknown>, Own extends object = object>(
    options: Own & { data?: Data } & PageLife & ThisType<Own & PageInstance<Data>>,
  ): void
  function getCurrentPages(): PageInstance<Record<string, unknown>>[]
  function Component<
    Data extends object = Record<string, unknown>,
    Methods extends object = object,
  >(
    options: {
      data?: Data
      methods?: Methods
      properties?: object
      behaviors?: readonly unknown[]
      observers?: object
      lifetimes?: object
      pageLifetimes?: object
    } & Record<string, unknown> &
      ThisType<Methods & ComponentInstance<Data & Record<string, unknown>>>,
  ): void
  /** What `behaviors` of a page or a component takes. */
  function Behavior(options: object): string
}
