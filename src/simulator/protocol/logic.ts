/**
 * What the view (the frame of the phone) and the logic (the worker) say to each other, over
 * postMessage: data and events, nothing else. Values are what structured clone takes.
 */

import type { Change, Move, ShownPage, ShownPart } from '../../runtime/mirror.js'
import type { ViewQuestion } from '../../runtime/questions.js'

export type { Change, Move } from '../../runtime/mirror.js'
export type {
  CanvasAnswer,
  PictureAnswer,
  QueryFields,
  QueryStep,
  ViewQuestion,
} from '../../runtime/questions.js'

/** Where data was set, as in `setData`: `['list', 0, 'name']`. */
export type DataPath = readonly (string | number)[]

/** A page or a component that is alive. A page's own part is the one whose `owner` is undefined. */
export type PartInfo = ShownPart

/** A page of the stack. */
export type PageInfo = ShownPage

/** One turn of the logic: all of it is shown at once, then `rendered` is said with its number. */
export interface Batch {
  readonly type: 'batch'
  readonly number: number
  /** In the order in which they happened; where the stack changed, that is the last. */
  readonly changes: readonly Change[]
}

/** An element, as an event tells of it. */
export interface EventElement {
  readonly id: string
  readonly dataset: Readonly<Record<string, unknown>>
  readonly offsetLeft?: number
  readonly offsetTop?: number
}

/** An event object, as a handler of the page gets it. */
export interface ViewEvent {
  readonly type: string
  readonly timeStamp: number
  readonly target: EventElement
  readonly currentTarget: EventElement
  readonly detail: unknown
  readonly touches?: readonly object[]
  readonly changedTouches?: readonly object[]
  readonly [more: string]: unknown
}

/** From the logic to the view. */
export type FromLogic =
  | Batch
  | { readonly type: 'ask'; readonly id: number; readonly question: ViewQuestion }
  /** The app runs: app.js was run, and its first page is being opened. */
  | { readonly type: 'launched' }
  /** The mini-program threw, or its console was called; goes on to the tool. */
  | { readonly type: 'console'; readonly entry: ConsoleEntry }
  /** An API that is not there was read. `known`: the platform has it. */
  | { readonly type: 'missing'; readonly api: string; readonly known: boolean }
  /** A call of tt; goes on to the tool, and by its WebSocket to Node. */
  | { readonly type: 'api'; readonly message: ApiRequest }

/** From the view to the logic. */
export type ToLogic =
  | ({ readonly type: 'start' } & LogicStart)
  | { readonly type: 'rendered'; readonly number: number }
  /** A handler that the part's template names. */
  | {
      readonly type: 'event'
      readonly part: number
      readonly method: string
      readonly event: ViewEvent
    }
  /** A life cycle or hook of a page: onPullDownRefresh, onReachBottom, onPageScroll, onTabItemTap. */
  | {
      readonly type: 'hook'
      readonly page: number
      readonly name: string
      readonly args: readonly unknown[]
    }
  /** The person goes somewhere: the back button, a tab, a navigator. */
  | {
      readonly type: 'navigate'
      readonly api: Move
      readonly options: Readonly<Record<string, unknown>>
    }
  | { readonly type: 'visible'; readonly visible: boolean }
  /** What an observer of the question `observe` sees, as its callback is told. */
  | { readonly type: 'observed'; readonly observer: number; readonly result: object }
  | {
      readonly type: 'answer'
      readonly id: number
      readonly value?: unknown
      readonly error?: string
    }
  | { readonly type: 'api'; readonly message: ApiReply }
  /** AppData was edited in the tool. */
  | {
      readonly type: 'setData'
      readonly part: number
      readonly data: Readonly<Record<string, unknown>>
    }

/** With what the logic starts. */
export interface LogicStart {
  readonly files: Readonly<Record<string, string>>
  /** The page to open, with parameters; the first of app.json by default. */
  readonly url?: string
  readonly scene: string
  readonly apis: ApiTable
  /** Where calls that answer at once (getStorageSync) are asked: a URL with its secret. */
  readonly syncUrl: string
}

/** What `tt` has, as the host in Node has it. */
export interface ApiTable {
  /** Take options with callbacks. */
  readonly async: readonly string[]
  /** Answer at once. */
  readonly sync: readonly string[]
  /** Return a task: uploadFile, request, downloadFile, with its methods. */
  readonly tasks: Readonly<Record<string, readonly string[]>>
  /** Keep a listener: onNetworkStatusChange, with the one that takes it away. */
  readonly listeners: Readonly<Record<string, string>>
  /** Of getFileSystemManager(). */
  readonly fileSystem: { readonly async: readonly string[]; readonly sync: readonly string[] }
  /** tt.env. */
  readonly env: Readonly<Record<string, unknown>>
  /** Names that the platform has and this host has not, so that they can be told apart from slips. */
  readonly elsewhere: readonly string[]
}

/** A call of tt on its way to the host. */
export type ApiRequest =
  | {
      readonly type: 'call'
      readonly id: number
      readonly api: string
      /** Of the file system manager. */
      readonly fileSystem?: boolean
      /** The arguments; where the first is an object, its functions are named in `callbacks`. */
      readonly args: readonly unknown[]
      readonly callbacks: readonly string[]
    }
  | {
      readonly type: 'task'
      readonly id: number
      readonly method: string
      readonly args: readonly unknown[]
    }
  | { readonly type: 'listen'; readonly id: number; readonly api: string; readonly on: boolean }

/** What comes of it. */
export type ApiReply =
  /** A callback: success, fail, complete, or a task's onProgressUpdate and so on. */
  | {
      readonly type: 'callback'
      readonly id: number
      readonly name: string
      readonly args: readonly unknown[]
    }
  /** The call threw, as it does where its options are none at all. */
  | { readonly type: 'threw'; readonly id: number; readonly message: string }
  /** Nothing more comes of this call. */
  | { readonly type: 'ended'; readonly id: number }

/** A line of the console. */
export interface ConsoleEntry {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug'
  /** Values as they can be shown: plain, or a text for what is not. */
  readonly values: readonly unknown[]
  /** Milliseconds since the epoch. */
  readonly time: number
  /** file:line:column, where it is known. */
  readonly source?: string
  readonly stack?: string
}
