/**
 * What the tool (or, on a phone, the page around it) and the frame of the phone say to each other
 * over postMessage. The frame has an origin of its own: it holds the mini-program, and knows neither
 * the WebSocket nor its secret.
 */
import type { Bundle } from './bundle.js'
import type { ApiReply, ApiRequest, ApiTable, ConsoleEntry, PageInfo, PartInfo } from './logic.js'

/** A phone to play. Sizes are logical pixels. */
export interface PhoneModel {
  readonly name: string
  readonly platform: 'ios' | 'android'
  readonly width: number
  readonly height: number
  readonly pixelRatio: number
  readonly statusBar: number
  readonly navigationBar: number
  /** Below, where one wipes to go home. */
  readonly homeBar: number
}

/** Where the frame finds the files that its view shows, by URLs that hold their own secret. */
export interface FileUrls {
  /** For `/images/a.png` of the project: this and the path. */
  readonly project: string
  /** For `ttfile://temp/…`: this and what stands behind `ttfile://`. */
  readonly sandbox: string
}

/** From the tool to the frame. */
export type ToFrame =
  | {
      readonly type: 'start'
      readonly bundle: Bundle
      /** The logic's script: the frame makes its worker of it. */
      readonly logic: string
      readonly apis: ApiTable
      readonly syncUrl: string
      readonly files: FileUrls
      readonly phone: PhoneModel
      /** true on a real phone: no status bar is drawn, the screen is the window. */
      readonly bare: boolean
      readonly theme: 'light' | 'dark'
      /** The page to open, with parameters. */
      readonly url?: string
    }
  /** Only styles changed: they are put in the place of the old ones. */
  | {
      readonly type: 'styles'
      readonly css: string
      readonly parts: Readonly<Record<string, string>>
    }
  | { readonly type: 'api'; readonly message: ApiReply }
  /** The host shows something: showToast, setNavigationBarTitle and so on, with the options as read. */
  | {
      readonly type: 'ui'
      readonly api: string
      readonly options: Readonly<Record<string, unknown>>
    }
  /** The person is asked: showModal, showActionSheet, a choice of pictures; answered by `answer`. */
  | {
      readonly type: 'ask'
      readonly id: number
      readonly api: string
      readonly asked: Readonly<Record<string, unknown>>
    }
  | { readonly type: 'visible'; readonly visible: boolean }
  | { readonly type: 'theme'; readonly theme: 'light' | 'dark' }
  /** The tool wants to see the data of the pages; answered by `appData`, now and at each change. */
  | { readonly type: 'watchData'; readonly on: boolean }
  | {
      readonly type: 'setData'
      readonly part: number
      readonly data: Readonly<Record<string, unknown>>
    }
  /** The phone's own back button. */
  | { readonly type: 'back' }

/** From the frame to the tool. */
export type FromFrame =
  /** The frame's script runs, and takes `start`. */
  | { readonly type: 'ready' }
  /** The first page is on the screen. */
  | { readonly type: 'shown'; readonly route: string }
  | { readonly type: 'api'; readonly message: ApiRequest }
  | { readonly type: 'console'; readonly entry: ConsoleEntry }
  | { readonly type: 'missing'; readonly api: string; readonly known: boolean }
  /** To `ask`; files that were picked come as File objects in `value.files`. */
  | {
      readonly type: 'answer'
      readonly id: number
      readonly value?: unknown
      readonly error?: string
    }
  | { readonly type: 'pages'; readonly pages: readonly PageInfo[] }
  | { readonly type: 'appData'; readonly parts: readonly PartInfo[] }
