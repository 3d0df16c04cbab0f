/**
 * createHost: wires a platform's parts to tt.
 */

import {
  type Answer,
  type AnsweredApi,
  type AnsweredApis,
  createAnsweredApis,
  type UiEvent,
} from '../api/answered/calls.js'
import { type CanIUse, withCanIUse } from '../api/canIUse.js'
import { createChooser } from '../api/choose/choose.js'
import { type ChooseImageOptions, createChooseImage } from '../api/choose/chooseImage.js'
import { type ChooseMediaOptions, createChooseMedia } from '../api/choose/chooseMedia.js'
import { type ChooseVideoOptions, createChooseVideo } from '../api/choose/chooseVideo.js'
import { createFilePicker, type FilePickerOptions } from '../api/choose/filePicker.js'
import type { Context } from '../api/context.js'
import type { CookieFileProblem, CookieStore } from '../api/cookies.js'
import { createDownloadFile, type DownloadFile } from '../api/downloadFile.js'
import { createEnv, type EnvApis } from '../api/env.js'
import { createFaults, type FaultOptions } from '../api/faults.js'
import { createFileSystem, type FileSystem } from '../api/files/manager.js'
import { createGroup } from '../api/group.js'
import { type CompressImageOptions, createCompressImage } from '../api/media/compressImage.js'
import { createGetImageInfo, type GetImageInfoOptions } from '../api/media/getImageInfo.js'
import { createNetwork, type NetworkApis } from '../api/network.js'
import type { NetworkApi } from '../api/networkApis.js'
import { createRecorder } from '../api/recorder.js'
import { createRequest, type Request } from '../api/request.js'
import { createStorage, type StorageApis } from '../api/storage/storage.js'
import { createSystemInfo, type SystemInfoApis } from '../api/systemInfo.js'
import { createUploadFile, type UploadFile } from '../api/uploadFile.js'
import { createWarning, type Warning } from '../api/warnings.js'
import type { NetworkCondition, Platform, RouteTarget } from '../platform.js'
import type { ExchangeRecord } from '../profile/exchange.js'
import { type Har, toHar } from '../profile/har.js'
import { noMask, secretsMask } from '../profile/mask.js'
import type { NetworkQuality } from '../profile/quality.js'
import { version } from '../profile/version.js'
import { createEmitter } from './events.js'
import { createWarningPrinter } from './printWarnings.js'
import { addSeam } from './seam.js'
import { type RuleOptions, readSettings } from './settings.js'

/** What a mini-program sees, and all that it sees: the platform's API, nothing added. */
export interface TT
  extends FileSystem,
    EnvApis,
    SystemInfoApis,
    NetworkApis,
    StorageApis,
    AnsweredApis,
    CanIUse {
  uploadFile: UploadFile
  request: Request
  downloadFile: DownloadFile
  /** Has the user, or the host's album, choose pictures. */
  chooseImage: (options?: ChooseImageOptions) => void
  /** Has the user, or the host's album, choose a film. */
  chooseVideo: (options?: ChooseVideoOptions) => void
  /** Has the user, or the host's album, choose pictures and films. */
  chooseMedia: (options?: ChooseMediaOptions) => void
  /** Has the user, or the host's album, choose files of any kind: of the sibling platform, Feishu. */
  filePicker: (options?: FilePickerOptions) => void
  /** Reads a picture's size, format and orientation. */
  getImageInfo: (options?: GetImageInfoOptions) => void
  /** Makes a JPEG smaller, where the optional package sharp is installed. */
  compressImage: (options?: CompressImageOptions) => void
}

/** The events of a host, and what their listeners get. */
export interface HostEvents {
  /** What the platform would do silently wrong. Without a listener it goes to the console, once. */
  warning: Warning
  /** What the mini-program shows, and where it goes: showLoading, showModal, navigateTo and so on. */
  ui: UiEvent
  /** A call of the network has ended, whatever its end: what went over the wire. */
  exchange: ExchangeRecord
}

/** What a phone is to a mini-program: identity, rules, files, network, foreground and background. */
export interface Host {
  /** The mini-program's API: put it on `globalThis.tt`. */
  readonly tt: TT
  /**
   * Puts a file into the sandbox and returns its path there, whose last part is the file's own name.
   * A file given by its path on this machine is only referred to, never copied or changed.
   *
   * @example
   * const filePath = await host.addFile('photo.jpg') // ttfile://temp/6f…/photo.jpg
   * const other = await host.addFile({ name: 'note.txt', data: 'bytes or text' })
   */
  addFile(
    source: string | { name: string; data: Uint8Array | ArrayBuffer | string },
  ): Promise<string>
  /** The mini-program goes to the background; after 5 s there, new calls fail (spec 6). */
  enterBackground(): void
  /** It comes back. */
  enterForeground(): void
  /** Adds a listener. */
  on<Name extends keyof HostEvents>(name: Name, listener: (event: HostEvents[Name]) => void): void
  /** Removes a listener. */
  off<Name extends keyof HostEvents>(name: Name, listener: (event: HostEvents[Name]) => void): void
  /**
   * Answers a call in the user's place, such as showModal or login; undefined gives it back to the
   * default, which agrees, and makes up what nobody here knows.
   *
   * @example host.answer('showModal', ({ content }) => ({ confirm: content !== 'Delete all?' }))
   * @example host.answer('login', () => ({ code: 'the code that my server knows' }))
   * @example host.answer('authorize', () => { throw new Error('auth deny') })
   */
  answer<Name extends AnsweredApi>(name: Name, answer: Answer<Name> | undefined): void
  /**
   * Sends what goes to an origin to a server of this machine, the receiver or any other; `*` takes
   * all that has no route of its own. Rules, headers, names and errors are those of the real URL;
   * TLS ends at a certificate made for it, which this host alone trusts. What has no route goes its
   * usual way. The returned function takes the route away.
   *
   * @throws {TypeError} where it is no origin, or no server
   * @example host.route('https://upload.example.com', receiver)
   */
  route(origin: string, target: RouteTarget): () => void
  /**
   * The network that the host stands in: real delays and rates in its connections. `online` by
   * default, which leaves them as they are. It holds for what is connected from then on; `offline`
   * also ends what runs, as a network that goes away does.
   *
   * @example host.network = '3g'
   * @example host.network = { rtt: 200, upKbps: 500, downKbps: 2000 }
   */
  network: NetworkCondition
  /**
   * Makes the next call of an API of the network fail with a code of its table; the one after it is
   * as ever, or has the next fault. Its options are checked as ever, first.
   *
   * @throws {TypeError} where there is no such API or code
   * @example host.failNext('uploadFile', 121923)
   * @example host.failNext('uploadFile', 121927, { afterBytes: 100_000 })
   * @example host.failNext('request', 121791, { detail: 'net::ERR_TOO_MANY_REDIRECTS' })
   */
  failNext(api: NetworkApi, errorCode: number, options?: FaultOptions): void
  /**
   * The last calls of the network (100, or the host's `keepExchanges`) as HAR 1.2, for browsers' tools. Secrets are
   * masked, unless the host's `showSecrets` says otherwise.
   *
   * @example writeFileSync('uploads.har', JSON.stringify(host.har()))
   */
  har(): Har
  /** Resolves when no call is under way, nor begun by the callbacks of the last one. */
  idle(): Promise<void>
  /** Ends what runs as aborted, frees sockets, removes temporary files. */
  close(): Promise<void>
}

/** Told what is wrong with a store that outlives the process, once for each text. */
type CookieProblemListener = (problem: CookieFileProblem, path: string) => void

/** What {@link wireHost} is given by the platform's own createHost. */
export interface HostParts {
  readonly platform: Platform
  /** Makes the cookie store, which all APIs of the host share. */
  readonly cookies: ((problem: CookieProblemListener) => CookieStore) | undefined
  readonly quality: NetworkQuality
  /** The folder that the mini-program's app.json lies in, where a project was named. */
  readonly project: string | undefined
}

/** Puts a host together out of a platform's parts. */
export function wireHost(options: RuleOptions, parts: HostParts): Host {
  const { platform, cookies, quality } = parts
  const settings = readSettings(options)
  const events = createEmitter<HostEvents>(['warning', 'ui', 'exchange'], platform.reportError)
  const recorder = createRecorder({
    clock: platform.clock,
    quality,
    mask: options.showSecrets ? noMask : secretsMask,
    most: settings.keepExchanges,
    listens: () => events.listens('exchange'),
    tell: (record) => void events.emit('exchange', record),
  })
  const answers = new Map<string, (asked: object) => unknown>()
  const print = createWarningPrinter()
  const visibility = new Set<(visible: boolean) => void>()
  const beforeClose = new Set<() => unknown>()
  let closing: Promise<void> | undefined

  const context: Context = {
    platform,
    settings,
    cookies: cookies?.((problem, path) => context.warn(createWarning('host', problem, path))),
    quality,
    running: createGroup(),
    recorder,
    faults: createFaults(),
    closed: false,
    backgroundSince: undefined,
    warn(warning) {
      if (events.emit('warning', warning) === 0) print(warning)
    },
  }

  const { choose, chooseFiles } = createChooser(context)

  const running = () => context.running.members()

  async function close() {
    for (const listener of beforeClose) await listener()
    context.closed = true
    const calls = running()
    for (const call of calls) call.abort()
    await Promise.all(calls.map((call) => call.ended))
    platform.transport.close()
    platform.keyValues.close()
    await platform.files.close()
  }

  const downloadFile = createDownloadFile(context)
  const answered = createAnsweredApis(context, answers, (event) => events.emit('ui', event))

  const host: Host = {
    tt: withCanIUse({
      uploadFile: createUploadFile(context),
      request: createRequest(context),
      downloadFile,
      ...createFileSystem(context),
      ...createEnv(context),
      ...createNetwork(context),
      ...createStorage(context),
      chooseImage: createChooseImage(context, choose),
      chooseVideo: createChooseVideo(context, choose),
      chooseMedia: createChooseMedia(context, choose),
      filePicker: createFilePicker(context, chooseFiles),
      getImageInfo: createGetImageInfo(context, downloadFile),
      compressImage: createCompressImage(context),
      ...createSystemInfo(context),
      ...answered,
    }),
    async addFile(source) {
      if (typeof source === 'string') return platform.files.add(source)
      return platform.files.add({ name: source?.name, data: toBytes(source?.data) })
    },
    enterBackground() {
      if (context.backgroundSince !== undefined) return
      context.backgroundSince = platform.clock.now()
      for (const listener of visibility) listener(false)
    },
    enterForeground() {
      if (context.backgroundSince === undefined) return
      context.backgroundSince = undefined
      for (const listener of visibility) listener(true)
    },
    on: events.on,
    off: events.off,
    answer(name, answer) {
      if (!Object.hasOwn(answered, name)) {
        throw new TypeError(
          `no call ${JSON.stringify(name)} to answer; there are ${Object.keys(answered).join(', ')}`,
        )
      }
      if (answer === undefined) answers.delete(name)
      else if (typeof answer !== 'function') throw new TypeError('an answer must be a function')
      else answers.set(name, answer as (asked: object) => unknown)
    },
    route: (origin, target) => platform.networkControl.route(origin, target),
    get network() {
      return platform.networkControl.condition
    },
    set network(condition) {
      platform.networkControl.condition = condition
    },
    failNext: context.faults.add,
    har: () => toHar(recorder.records(), version),
    async idle() {
      const calls = () => running().filter(({ lasts }) => !lasts)
      while (calls().length > 0) {
        await Promise.all(calls().map((call) => call.ended))
        // What the callbacks' own promises go on to call has its turn.
        await new Promise<void>((done) => platform.clock.after(0, done))
      }
    },
    close() {
      closing ??= close()
      return closing
    },
  }
  return addSeam(host, {
    context,
    project: parts.project,
    onVisible: (listener) => listen(visibility, listener),
    onClose: (listener) => listen(beforeClose, listener),
  })
}

function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function toBytes(data: Uint8Array | ArrayBuffer | string): Uint8Array {
  if (typeof data === 'string') return new TextEncoder().encode(data)
  if (data instanceof Uint8Array) return data
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  throw new TypeError('addFile wants a path, or { name, data } with data as bytes or text')
}
