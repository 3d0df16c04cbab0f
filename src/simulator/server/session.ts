/**
 * One page in a browser: its phone, and all that the two say to each other.
 */
import { adviceFor, type ErrorType } from '../../api/errors.js'
import type { Warning, WarningCode } from '../../api/warnings.js'
import type { Host } from '../../host/host.js'
import { seamOf } from '../../host/seam.js'
import type { ExchangeRecord } from '../../profile/exchange.js'
import type { UploadRecord } from '../../receiver/index.js'
import type { ApiRequest, ApiTable } from '../protocol/logic.js'
import type { FromNode, ReceivedUpload, SyncReply, SyncRequest, ToNode } from '../protocol/wire.js'
import { apiTable } from './apiTable.js'
import { createAsks } from './asks.js'
import { type Bridge, createBridge } from './bridge.js'
import { createChoices } from './choices.js'
import { createPanels } from './panels.js'
import { createPhone, isNetworkApi, type Phone } from './phone.js'
import type { PhonePlan } from './phoneHost.js'
import { createPicks, type Picks } from './picks.js'

/** What a session needs of its simulator. */
export interface SessionParts {
  readonly plan: PhonePlan
  readonly auto: boolean
  /** The page on a phone: it can do what a phone can, and sees nothing of what stands around it. */
  readonly bare: boolean
  readonly receiveAll: boolean
  /** Where picked files go; made when first needed, and removed at the end. */
  readonly picksFolder: string
  send(message: FromNode): void
  /** Where the bytes of a file that is offered are. */
  urlOf(id: string, name: string): string
  /** The problems of the project by now. */
  problems(): Extract<FromNode, { type: 'changed' }>['problems']
  /** Told of each call of the network, for who reads a terminal. */
  exchanged(record: ExchangeRecord): void
}

/** One page in a browser. */
export interface Session {
  readonly phone: Phone
  readonly picks: Picks
  readonly apis: ApiTable
  /** Settles when the next message may be taken. */
  take(message: ToNode): void | Promise<void>
  answerNow(request: SyncRequest): SyncReply
  close(): Promise<void>
}

/** What only the person can answer. */
const asked = ['showModal', 'showActionSheet', 'authorize', 'getUserProfile'] as const

/** What a released version would refuse is no news where there is no list yet. */
const urlWarnings: readonly WarningCode[] = ['url-http', 'url-unlisted', 'url-port']

const noLists: Omit<Extract<FromNode, { type: 'warning' }>, 'type'> = {
  api: 'host',
  message:
    'there is no domain list, so URLs are held against none; a released version needs its lists: name them with --domain, or in tt-anywhere.config.json',
  link: 'https://github.com/tt-anywhere/tt-anywhere/blob/main/docs/warnings.md#url-unlisted',
}

/** Opens a session. */
export async function openSession(parts: SessionParts): Promise<Session> {
  const { plan, send, auto } = parts
  const asks = createAsks(send)
  const urls = createSentUrls()
  const picks = createPicks(parts.picksFolder)
  const options = {
    ...plan.options,
    album: createChoices({
      asks,
      picks,
      auto,
      album: plan.album,
      folder: plan.albumFolder,
      urlOf: parts.urlOf,
      warn: (message) => send({ type: 'warning', api: 'host', message, link: '' }),
    }),
  }
  let bridge: Bridge
  let apis: ApiTable
  let warned = false
  let closed = false

  function connect(host: Host) {
    host.on('ui', ({ api, options }) => {
      // Those that ask are on the screen as questions.
      if (auto || !(asked as readonly string[]).includes(api)) {
        send({ type: 'ui', api, options: { ...options } })
      }
    })
    host.on('exchange', (record) => {
      const advice = adviceOf(record)
      send({ type: 'exchange', record, ...(advice !== undefined && { advice }) })
      parts.exchanged(record)
      tellState()
    })
    host.on('warning', (warning) => {
      if (!isExpected(warning)) {
        const { api, message, link } = warning
        send({ type: 'warning', api, message, link })
      }
    })
    if (!auto) answerByPerson(host)
    apis = apiTable(host.tt)
    startLogic(host)
  }

  function answerByPerson(host: Host) {
    let known = false
    for (const api of asked) host.answer(api, (options) => asks.ask(api, { ...options }) as never)
    // To change what they allowed, they must see it.
    host.answer('openSetting', async (options) => {
      const authSetting = await settingsOf(host)
      return (await asks.ask('openSetting', { ...options, authSetting })) as object
    })
    // Who the user is, the platform asks once.
    host.answer('getUserInfo', async (options) => {
      if (!known) await asks.ask('getUserInfo', { ...options })
      known = true
      return {}
    })
  }

  /** A new run of the logic hears nothing of what the one before it began. */
  function startLogic(host: Host) {
    bridge?.close()
    asks.drop('the page has started anew')
    for (const call of seamOf(host).context.running.members()) call.abort()
    bridge = createBridge(host.tt, apis, (message) => send({ type: 'api', message }))
  }

  function isExpected({ code }: Warning): boolean {
    return phone.state.checkDomains === undefined && urlWarnings.includes(code)
  }

  function tellState() {
    if (!closed) send({ type: 'state', state: phone.state })
  }

  function callApi(message: ApiRequest) {
    if (message.type === 'call' && isNetworkApi(message.api)) {
      urls.add((message.args[0] as { url?: unknown } | null | undefined)?.url)
      if (!warned && phone.state.checkDomains === undefined) send({ type: 'warning', ...noLists })
      warned = true
    }
    bridge.take(message)
  }

  async function set(switches: Extract<ToNode, { type: 'set' }>['state']) {
    try {
      const model = phone.state.phone
      const another = await phone.set(switches)
      tellState()
      // Another model is seen by the state itself.
      if (another && phone.state.phone === model)
        send({ type: 'changed', styles: false, problems: parts.problems() })
    } catch (error) {
      send({ type: 'warning', api: 'host', message: (error as Error).message, link: '' })
      tellState()
    }
  }

  const phone = await createPhone({ ...plan, options }, parts.receiveAll, {
    made: connect,
    received: (record) => send({ type: 'received', upload: receivedUpload(record, urls.find) }),
  })
  const panels = createPanels(() => phone.host, picks)

  return {
    phone,
    picks,
    get apis() {
      return apis
    },
    take(message) {
      if (parts.bare && !isOfPhone(message)) return
      switch (message.type) {
        case 'api':
          return callApi(message.message)
        case 'answer':
          return asks.answer(message.id, message.value, message.error)
        case 'set':
          return set(message.state)
        case 'fault':
          try {
            phone.fail(message.api, message.errorCode, message.options)
          } catch (error) {
            send({ type: 'warning', api: message.api, message: (error as Error).message, link: '' })
          }
          return tellState()
        case 'panel':
          return void panels(message.question).then(
            (value) => send({ type: 'reply', id: message.id, value }),
            (error: Error) => send({ type: 'reply', id: message.id, error: error.message }),
          )
        case 'restart':
          return startLogic(phone.host)
      }
    },
    answerNow: (request) => bridge.answerNow(request),
    async close() {
      closed = true
      bridge.close()
      asks.drop('the page is closed')
      await phone.close()
      await picks.close()
    },
  }
}

/** What the person allowed so far. */
function settingsOf({ tt }: Host): Promise<object> {
  return new Promise((resolve) =>
    tt.getSetting({
      success: ({ authSetting }) => resolve(authSetting),
      fail: () => resolve({}),
    }),
  )
}

/** What a page without panels says. */
function isOfPhone(message: ToNode): boolean {
  if (message.type === 'set') return Object.keys(message.state).every((key) => key === 'visible')
  return message.type === 'api' || message.type === 'answer' || message.type === 'restart'
}

function adviceOf({ errMsg, errorCode }: ExchangeRecord): string | undefined {
  if (errorCode === undefined) return undefined
  // Only the text and the code tell the row of a call of the network.
  return adviceFor({ errMsg, errorCode, errorType: 'D' satisfies ErrorType })
}

function receivedUpload(
  { startedAt, url, headers, files, fields }: UploadRecord,
  find: SentUrls['find'],
): ReceivedUpload {
  return {
    time: startedAt.getTime(),
    url: find(headers.host ?? '', url),
    files: files.map(({ field, filename, size, sha256 }) => ({
      field,
      name: filename,
      size,
      sha256,
    })),
    fields,
  }
}

/** The URLs that were called lately: a receiver does not see whether one was http or https. */
interface SentUrls {
  add(url: unknown): void
  find(host: string, path: string): string
}

function createSentUrls(): SentUrls {
  const recent: URL[] = []
  return {
    add(url) {
      if (typeof url !== 'string' || !URL.canParse(url)) return
      recent.unshift(new URL(url))
      recent.splice(100)
    },
    find(host, path) {
      const found = recent.find((one) => one.host === host && one.pathname + one.search === path)
      return `${found?.protocol ?? 'https:'}//${host}${path}`
    },
  }
}
