/**
 * What the tool knows: all that Node and the phone have told, and what can be asked of them.
 */
import { type InjectionKey, inject, type Ref, ref, shallowRef, watch } from 'vue'
import type { Problem } from '../../protocol/bundle.js'
import type { FromFrame, PhoneModel } from '../../protocol/frame.js'
import type { ApiRequest, PageInfo, PartInfo } from '../../protocol/logic.js'
import type { FromNode, PhoneState, ReceivedUpload, ToNode } from '../../protocol/wire.js'
import { createRunningCalls, type RunningCalls } from './calls.js'
import { type Connection, connect } from './connection.js'
import { type ConsoleLine, createLine, problemLine, repeats } from './consoleLines.js'
import { createExchanges, type Exchanges } from './exchanges.js'
import { createLog, type Log } from './log.js'
import { createPhone, type Phone } from './phone.js'
import { sendPicked } from './picks.js'
import { pagesOf, urlOf } from './project.js'
import type { Theme } from './theme.js'

/** What Node says first. */
export type Hello = Extract<FromNode, { type: 'hello' }>

type Settable = Extract<ToNode, { type: 'set' }>['state']

/** An API that the mini-program asked for and that is not here. */
interface MissingApi {
  readonly api: string
  /** The platform has it. */
  readonly known: boolean
  readonly count: number
}

/** All of it. */
export interface Session {
  readonly connection: Connection
  readonly hello: Readonly<Ref<Hello | undefined>>
  readonly state: Readonly<Ref<PhoneState | undefined>>
  readonly phone: Phone
  readonly model: Readonly<Ref<PhoneModel | undefined>>
  readonly exchanges: Exchanges
  readonly calls: RunningCalls
  readonly console: Log<ConsoleLine>
  readonly problems: Readonly<Ref<readonly Problem[]>>
  readonly missing: Readonly<Ref<readonly MissingApi[]>>
  readonly received: Log<ReceivedUpload>
  readonly pages: Readonly<Ref<readonly PageInfo[]>>
  readonly parts: Readonly<Ref<readonly PartInfo[]>>
  /** Starts the mini-program anew: at the page that is open, or at another. */
  restart(url?: string): void
  /** Sets something of the phone. */
  set(state: Settable): void
  /** Whether somebody looks at the data of the pages. */
  watchData(on: boolean): void
}

/** How this page shows the phone. */
export interface SessionOptions {
  readonly theme: Theme
  /** The whole window is the phone: what it is then. Without it, a model of the server's list. */
  readonly bare?: () => PhoneModel
}

/** Where components find it. */
export const sessionKey: InjectionKey<Session> = Symbol('session')

/** The session of the page. */
export function useSession(): Session {
  const session = inject(sessionKey)
  if (session === undefined) throw new Error('no session was provided')
  return session
}

/** Opens it. */
export function createSession({ theme, bare }: SessionOptions): Session {
  const hello = shallowRef<Hello>()
  const state = shallowRef<PhoneState>()
  const model = shallowRef<PhoneModel>()
  const problems = shallowRef<readonly Problem[]>([])
  const missing = shallowRef<readonly MissingApi[]>([])
  const pages = shallowRef<readonly PageInfo[]>([])
  const parts = shallowRef<readonly PartInfo[]>([])
  const watching = ref(false)
  const exchanges = createExchanges()
  const calls = createRunningCalls()
  const lines = createLog<ConsoleLine>()
  const received = createLog<ReceivedUpload>(500)
  const connection = connect(fromNode)
  const phone = createPhone(fromFrame)

  function write(line: ConsoleLine) {
    const last = lines.items.value.at(-1)
    if (last === undefined || !repeats(last, line)) return lines.add(line)
    last.count += 1
    last.time = line.time
    lines.touch()
  }

  function showProblems(found: readonly Problem[]) {
    problems.value = found
    for (const problem of found) write(problemLine(problem, phone.run.value))
  }

  function fromNode(message: FromNode) {
    switch (message.type) {
      case 'hello':
        return welcome(message)
      case 'state':
        return take(message.state)
      case 'api':
        calls.answered(message.message)
        return phone.post(message)
      case 'ui':
      case 'ask':
        return phone.post(message)
      case 'exchange':
        return exchanges.add(message.record, message.advice)
      case 'warning': {
        const { api, message: text, link } = message
        exchanges.warn(message)
        const values = [`${api}: ${text}`]
        const run = phone.run.value
        return write(createLine({ level: 'warn', origin: 'host', values, link, run }))
      }
      case 'received':
        return received.add(message.upload)
      case 'changed':
        return changed(message.styles, message.problems)
    }
  }

  function welcome(message: Hello) {
    const again = hello.value !== undefined
    hello.value = message
    state.value = message.state
    document.title = `${message.project.name} · tt-anywhere`
    choosePhone(message.state.phone)
    begin(again, again ? undefined : message.page)
  }

  function choosePhone(name: string) {
    const { phones = [] } = hello.value ?? {}
    model.value = bare?.() ?? phones.find((one) => one.name === name) ?? phones[0]
  }

  function take(next: PhoneState) {
    const before = state.value
    state.value = next
    if (before?.visible !== next.visible) phone.post({ type: 'visible', visible: next.visible })
    // Node says `changed` too: it is another phone, and the mini-program starts anew on it.
    if (before?.phone !== next.phone) choosePhone(next.phone)
  }

  function begin(stay: boolean, url?: string) {
    if (hello.value === undefined || model.value === undefined) return
    const open = pages.value.at(-1)
    const target = url ?? (stay && open ? urlOf(open) : undefined)
    calls.clear()
    missing.value = []
    parts.value = []
    phone.start(
      {
        hello: hello.value,
        model: model.value,
        bare: bare !== undefined,
        theme: theme.shown.value,
      },
      target,
    )
    phone.post({ type: 'theme', theme: theme.shown.value })
  }

  function restart(url?: string) {
    connection.send({ type: 'restart' })
    begin(true, url)
    const run = phone.run.value
    lines.add(createLine({ level: 'debug', origin: 'tool', values: ['Started anew'], run }))
  }

  function changed(styles: boolean, found: readonly Problem[]) {
    if (hello.value === undefined) return
    if (!styles || phone.stage.value !== 'shown') return restart()
    showProblems(found)
    phone.restyle(hello.value.bundleUrl).catch(() => restart())
  }

  function fromFrame(message: FromFrame) {
    const run = phone.run.value
    switch (message.type) {
      case 'shown':
        if (state.value?.visible === false) phone.post({ type: 'visible', visible: false })
        if (watching.value) phone.post({ type: 'watchData', on: true })
        return
      case 'api':
        return call(message.message)
      case 'console':
        return write(createLine({ ...message.entry, origin: 'page', run }))
      case 'missing':
        return miss(message.api, message.known)
      case 'answer':
        return void answer(message)
      case 'pages':
        pages.value = message.pages
        return
      case 'visible':
        return connection.send({ type: 'set', state: { visible: message.visible } })
      case 'restart':
        return restart(pagesOf(phone.bundle.value?.app ?? {})[0])
      case 'appData':
        parts.value = message.parts
    }
  }

  function call(message: ApiRequest) {
    if (hello.value === undefined) return
    try {
      connection.send({ type: 'api', message })
      calls.sent(message, hello.value.apis)
    } catch {
      // A call whose arguments can't be sent must not hang.
      const text = 'the arguments hold what cannot leave the mini-program (a Blob, a stream)'
      phone.post({ type: 'api', message: { type: 'threw', id: message.id, message: text } })
    }
  }

  function miss(api: string, known: boolean) {
    const others = missing.value.filter((one) => one.api !== api)
    const count = missing.value.find((one) => one.api === api)?.count ?? 0
    missing.value = [...others, { api, known, count: count + 1 }]
  }

  async function answer({ id, value, error }: Extract<FromFrame, { type: 'answer' }>) {
    if (hello.value === undefined) return
    const { pickUrl } = hello.value
    const told = await sendPicked(value, pickUrl).then(
      (sent) => ({ value: sent, error }),
      (reason: Error) => ({ value: undefined, error: reason.message }),
    )
    connection.send({ type: 'answer', id, ...told })
  }

  watch(theme.shown, (shown) => phone.post({ type: 'theme', theme: shown }))
  watch(phone.bundle, (bundle) => bundle && showProblems(bundle.problems))

  return {
    connection,
    hello,
    state,
    phone,
    model,
    exchanges,
    calls,
    console: lines,
    problems,
    missing,
    received,
    pages,
    parts,
    restart,
    set: (wanted) => connection.send({ type: 'set', state: wanted }),
    watchData(on) {
      watching.value = on
      phone.post({ type: 'watchData', on })
    },
  }
}
