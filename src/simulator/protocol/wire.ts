/**
 * What the tool in the browser and the server in Node say to each other over the one WebSocket:
 * texts made by `devalue` (undefined, NaN, dates and bytes survive). Functions do not: the `Stats` of
 * the file system manager come without their methods, which follow from `mode`.
 */
import type { FaultOptions, WaitingFault } from '../../api/faults.js'
import type { NetworkApi } from '../../api/networkApis.js'
import type { NetworkCondition } from '../../platform.js'
import type { ExchangeRecord } from '../../profile/exchange.js'
import type { Problem } from './bundle.js'
import type { FileUrls, PhoneModel } from './frame.js'
import type { ApiReply, ApiRequest, ApiTable } from './logic.js'

/**
 * Where the WebSocket is. It wants two protocols: this one, and {@link tokenProtocol} of the token,
 * which is the fragment of the page's URL: `http://127.0.0.1:8787/#token`.
 */
export const socketPath = '/socket'
export const socketProtocol = 'tt-anywhere'
export const tokenProtocol = (token: string): string => `token.${token}`

/** The code that the WebSocket is closed with where the token is none of this run. */
export const wrongToken = 4401

/** A call that answers at once, POSTed to `syncUrl` as text, by devalue. */
export interface SyncRequest {
  readonly api: string
  /** Of the file system manager. */
  readonly fileSystem?: boolean
  readonly args: readonly unknown[]
}

/** Its answer: what it returned, or what it threw, with errMsg and the numbers of the error. */
export type SyncReply =
  | { readonly value?: unknown }
  | { readonly error: { readonly message: string; readonly [more: string]: unknown } }

/** What can be set of the phone, and is told whenever it changes. */
export interface PhoneState {
  readonly network: NetworkCondition
  readonly visible: boolean
  /** Whether URLs are held against the domain lists; `undefined` where there are none. */
  readonly checkDomains: boolean | undefined
  readonly domains: Readonly<Record<string, readonly string[]>>
  /** All requests go to a receiver of the simulator's own instead of to their servers. */
  readonly receiveAll: boolean
  /** Faults that wait for their call. */
  readonly faults: readonly WaitingFault[]
  readonly phone: string
}

/** What a fault can be: a code of the table, with its text. */
export interface FaultChoice {
  readonly api: NetworkApi
  readonly errorCode: number
  /** What tells it from others of its code. */
  readonly options?: FaultOptions
  /** The errMsg it gives. */
  readonly text: string
  /** What it means, and what to do. */
  readonly advice: string
}

/** A key of the data storage. */
export interface StorageItem {
  readonly key: string
  readonly value: unknown
  readonly type: string
}

/** A file of the sandbox. */
export interface SandboxFile {
  /** `ttfile://temp/…` or `ttfile://user/…`. */
  readonly path: string
  readonly size: number
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** What was sent to the simulator's own receiver. */
export interface ReceivedUpload {
  readonly time: number
  readonly url: string
  readonly files: readonly {
    readonly field: string
    readonly name: string
    readonly size: number
    readonly sha256: string
  }[]
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** From Node. */
export type FromNode =
  | {
      readonly type: 'hello'
      readonly version: string
      readonly project: { readonly name: string; readonly folder: string; readonly appId: string }
      readonly apis: ApiTable
      readonly phones: readonly PhoneModel[]
      readonly state: PhoneState
      readonly faults: readonly FaultChoice[]
      /** GET it for the Bundle. */
      readonly bundleUrl: string
      readonly syncUrl: string
      /** POST a picked file here, its name in the query; the answer's text is its id. */
      readonly pickUrl: string
      readonly files: FileUrls
      /** The page to open first, with parameters. */
      readonly page?: string
      /** The address for a phone in the same network, where --lan was given, and its QR code as SVG. */
      readonly lan?: { readonly url: string; readonly qr: string }
    }
  | { readonly type: 'api'; readonly message: ApiReply }
  | {
      readonly type: 'ui'
      readonly api: string
      readonly options: Readonly<Record<string, unknown>>
    }
  | {
      readonly type: 'ask'
      readonly id: number
      readonly api: string
      readonly asked: Readonly<Record<string, unknown>>
    }
  | { readonly type: 'exchange'; readonly record: ExchangeRecord; readonly advice?: string }
  | {
      readonly type: 'warning'
      readonly api: string
      readonly message: string
      readonly link: string
    }
  | { readonly type: 'received'; readonly upload: ReceivedUpload }
  | { readonly type: 'state'; readonly state: PhoneState }
  /**
   * Files of the project changed, or the phone is another one: the logic is to start anew, but for
   * `styles`, where nothing but styles changed.
   */
  | { readonly type: 'changed'; readonly styles: boolean; readonly problems: readonly Problem[] }
  | {
      readonly type: 'reply'
      readonly id: number
      readonly value?: unknown
      readonly error?: string
    }

/** What a panel asks for; each has its answer in `PanelAnswers`. */
export type PanelQuestion =
  | { readonly ask: 'har' }
  | { readonly ask: 'storage' }
  | { readonly ask: 'setStorage'; readonly key: string; readonly value: unknown }
  | { readonly ask: 'removeStorage'; readonly key?: string }
  | { readonly ask: 'files' }
  | { readonly ask: 'removeFile'; readonly path: string }
  /** Puts a picked file into temp. */
  | { readonly ask: 'addFile'; readonly pick: string }
  /** The call (a record's id) as a command line for curl; secrets are masked unless asked for. */
  | { readonly ask: 'curl'; readonly exchange: string; readonly secrets?: boolean }

/** What they are answered with. */
export interface PanelAnswers {
  har: object
  storage: readonly StorageItem[]
  setStorage: undefined
  removeStorage: undefined
  files: readonly SandboxFile[]
  removeFile: undefined
  addFile: string
  curl: string
}

/** To Node. */
export type ToNode =
  | { readonly type: 'api'; readonly message: ApiRequest }
  /** To `ask`. Files that were picked are named by the ids that POSTing them gave. */
  | {
      readonly type: 'answer'
      readonly id: number
      readonly value?: unknown
      readonly error?: string
    }
  | {
      readonly type: 'set'
      readonly state: Partial<
        Pick<PhoneState, 'network' | 'visible' | 'checkDomains' | 'receiveAll' | 'phone'>
      >
    }
  | {
      readonly type: 'fault'
      readonly api: NetworkApi
      readonly errorCode: number
      readonly options?: FaultOptions
    }
  | { readonly type: 'panel'; readonly id: number; readonly question: PanelQuestion }
  /** The logic is started anew: what ran for the old one ends. */
  | { readonly type: 'restart' }
