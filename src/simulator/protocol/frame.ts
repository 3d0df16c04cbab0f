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

/** A picture or film of the host's album, as the sheet that chooses shows it. */
export interface AlbumItem {
  /** Named in the answer where it is chosen. */
  readonly id: string
  readonly name: string
  readonly kind: 'image' | 'video' | 'file'
  /** Of the file itself: it is shown small. */
  readonly url: string
}

/** The value of the answer to a choice (chooseImage and its kin); no value at all: cancelled. */
export interface Picked {
  /** Files of the person's own machine. */
  readonly files?: readonly File[]
  /** Of the album, by `AlbumItem.id`. */
  readonly album?: readonly string[]
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
  /**
   * The person is asked, with the options as read; answered by `answer`, whose value is what success
   * gets (showModal, showActionSheet), or `{}` for a yes and an error `auth deny` for a no (authorize,
   * getUserInfo, getUserProfile). A choice (chooseImage, chooseVideo, chooseMedia, filePicker) may
   * offer the host's `album`, a list of `AlbumItem`, and is answered by a `Picked`.
   */
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
  /** The person left the mini-program by its own button, or came back: the app goes to the background. */
  | { readonly type: 'visible'; readonly visible: boolean }
  /** The person started it anew by its menu. */
  | { readonly type: 'restart' }
  | { readonly type: 'appData'; readonly parts: readonly PartInfo[] }
