/**
 * A mini-program from its start to its end: the worker that runs its logic, what the screen shows of
 * it, and the way between the worker and the tool.
 */
import { type InjectionKey, inject, nextTick, shallowReactive } from 'vue'
import type { FromFrame, ToFrame } from '../protocol/frame.js'
import type { FromLogic, Move, PageInfo, ToLogic, ViewEvent } from '../protocol/logic.js'
import { painted } from './painted.js'
import { createQuestions } from './questions/questions.js'
import { createAsks } from './screen/asks.js'
import {
  createBars,
  createScreenState,
  type PageBars,
  type PageProblem,
  type ScreenState,
} from './screen/screenState.js'
import { createUiApis } from './screen/uiApis.js'
import { createStore, type Store } from './store.js'
import { insertStyles } from './styles.js'
import { fileUrl } from './urls.js'

/** With what a mini-program starts. */
export type Start = Extract<ToFrame, { type: 'start' }>

/** The elements of a page. */
export interface PageRoot {
  /** What its template stands in: `page` of its styles. */
  readonly root: HTMLElement
  readonly scroller: HTMLElement
}

/** A tab, as onTabItemTap tells of it. */
interface TabItem {
  readonly index: number
  readonly pagePath: string
  readonly text: string
}

/** A mini-program that runs. */
export interface Session {
  readonly start: Start
  readonly store: Store
  readonly screen: ScreenState
  /** The bars of a page that is on the screen, or leaves it. */
  bars(page: number): PageBars
  /** The page that is shown. */
  current(): PageInfo | undefined
  /** The URL of a file that the mini-program names; `folder` is where a relative path starts. */
  fileUrl(path: string, folder?: string): string
  /** The pages that are drawn: each says so itself. */
  readonly roots: Map<number, PageRoot>
  event(part: number, method: string, event: ViewEvent): void
  hook(page: number, name: string, ...args: unknown[]): void
  navigate(api: Move, options: Readonly<Record<string, unknown>>): void
  /** Goes to the page of a tab, and tells it. */
  tapTab(item: TabItem): void
  /** The page was pulled down. */
  pullDown(page: number): void
  /** The person leaves the mini-program, or comes back. */
  setVisible(visible: boolean): void
  /** What lies on top goes away, else the page does. */
  back(): void
  tell(message: FromFrame): void
  /** Something went wrong in the view. */
  report(error: unknown, page?: number): void
  receive(message: Exclude<ToFrame, Start>): void
  end(): void
}

/** Where the components of the screen find it. */
export const sessionKey: InjectionKey<Session> = Symbol('session')

/** The session that a component of the screen belongs to. */
export function useSession(): Session {
  return inject(sessionKey) as Session
}

/** Starts one; `tell` reaches the tool. */
export function createSession(start: Start, tell: (message: FromFrame) => void): Session {
  const { bundle, files } = start
  const store = createStore()
  const screen = createScreenState(bundle, start.theme)
  const asks = createAsks(screen, tell)
  const styles = insertStyles(bundle, files)
  const bars = shallowReactive(new Map<number, PageBars>())
  const roots = new Map<number, PageRoot>()
  const script = URL.createObjectURL(new Blob([start.logic], { type: 'text/javascript' }))
  const worker = new Worker(script, { name: 'logic' })
  const questions = createQuestions(
    { roots, store, fileUrl: (path) => fileUrl(files, path) },
    (observer, result) => post({ type: 'observed', observer, result }),
  )
  let tappedTab: TabItem | undefined
  let watching = false
  let shown = false
  let ended = false

  worker.addEventListener('message', ({ data }: MessageEvent<FromLogic>) => hear(data))
  worker.addEventListener('error', (event) => {
    session.report(new Error(event.message || 'the logic does not start'))
  })

  function post(message: ToLogic, transfer: Transferable[] = []): void {
    worker.postMessage(message, transfer)
  }

  function hear(message: FromLogic): void {
    if (message.type === 'batch') void show(message)
    else if (message.type === 'ask') void answer(message)
    else if (message.type !== 'launched') {
      if (message.type === 'console') noteProblem(message.entry)
      tell(message)
    }
  }

  async function show(batch: Extract<FromLogic, { type: 'batch' }>): Promise<void> {
    const before = store.stack.value
    store.apply(batch)
    if (store.stack.value !== before) followStack()
    screen.problems.length = 0
    if (watching) tellData()
    await nextTick()
    await painted()
    if (ended) return
    post({ type: 'rendered', number: batch.number })
    const page = session.current()
    if (shown || page === undefined || !roots.has(page.page)) return
    shown = true
    tell({ type: 'shown', route: page.route })
  }

  function followStack(): void {
    const { pages, tabs } = store.stack.value
    const open = [...pages, ...tabs]
    for (const { page, route } of open) {
      if (!bars.has(page)) bars.set(page, createBars(bundle, route, screen.problems))
    }
    // A page that slides away is drawn until it has left.
    for (const page of [...bars.keys()]) {
      if (!open.some((one) => one.page === page) && !roots.has(page)) bars.delete(page)
    }
    tell({ type: 'pages', pages })
    tellTab()
    tappedTab = undefined
  }

  /** The page of a tab that was tapped is told when it is there. */
  function tellTab(): boolean {
    const page = session.current()
    if (page === undefined || page.route !== tappedTab?.pagePath) return false
    session.hook(page.page, 'onTabItemTap', tappedTab)
    tappedTab = undefined
    return true
  }

  async function answer({ id, question }: Extract<FromLogic, { type: 'ask' }>): Promise<void> {
    // What was set before is on the screen first.
    await nextTick()
    try {
      const { value, transfer } = await questions.answer(question)
      if (!ended) post({ type: 'answer', id, value }, transfer)
    } catch (error) {
      if (!ended) post({ type: 'answer', id, error: messageOf(error) })
    }
  }

  /** What is thrown while a page opens is shown in the page, when it comes. */
  function noteProblem(entry: Extract<FromLogic, { type: 'console' }>['entry']): void {
    if (entry.level !== 'error' || entry.stack === undefined) return
    screen.problems.push(problemOf(entry.values.map(String).join(' '), entry.source))
  }

  function tellData(): void {
    tell({ type: 'appData', parts: store.parts() })
  }

  function setVisible(visible: boolean): void {
    if (screen.visible === visible) return
    screen.visible = visible
    post({ type: 'visible', visible })
  }

  const session: Session = {
    start,
    store,
    screen,
    bars: (page) => bars.get(page) as PageBars,
    current: () => store.stack.value.pages.at(-1),
    fileUrl: (path, folder) => fileUrl(files, path, folder),
    roots,
    event: (part, method, event) => post({ type: 'event', part, method, event }),
    hook: (page, name, ...args) => post({ type: 'hook', page, name, args }),
    navigate: (api, options) => post({ type: 'navigate', api, options }),
    tapTab(item) {
      tappedTab = item
      if (!tellTab()) session.navigate('switchTab', { url: `/${item.pagePath}` })
    },
    pullDown(page) {
      const own = bars.get(page)
      if (own === undefined || own.refreshing) return
      own.refreshing = true
      session.hook(page, 'onPullDownRefresh')
    },
    setVisible(visible) {
      setVisible(visible)
      tell({ type: 'visible', visible })
    },
    back() {
      if (!screen.visible) session.setVisible(true)
      else if (screen.menu) screen.menu = false
      else if (screen.preview !== undefined) screen.preview = undefined
      else if (asks.cancel()) return
      else if (store.stack.value.pages.length > 1) session.navigate('navigateBack', { delta: 1 })
    },
    tell,
    report(error, page) {
      const message = messageOf(error)
      const stack = error instanceof Error ? error.stack : undefined
      tell({
        type: 'console',
        entry: { level: 'error', values: [message], time: Date.now(), stack },
      })
      const problems = page === undefined ? screen.problems : bars.get(page)?.problems
      problems?.push(problemOf(message))
    },
    receive(message) {
      if (message.type === 'api' || message.type === 'setData') post(message)
      else if (message.type === 'ui') uiApis[message.api]?.(message.options)
      else if (message.type === 'ask') asks.open(message)
      else if (message.type === 'styles') styles.replace(message.css, message.parts)
      else if (message.type === 'visible') setVisible(message.visible)
      else if (message.type === 'theme') screen.theme = message.theme
      else if (message.type === 'back') session.back()
      else {
        watching = message.on
        if (watching) tellData()
      }
    },
    end() {
      ended = true
      questions.end()
      worker.terminate()
      URL.revokeObjectURL(script)
      styles.remove()
    },
  }

  const uiApis = createUiApis({
    screen,
    bars: () => bars.get(session.current()?.page ?? -1),
    pullDown: () => session.pullDown(session.current()?.page ?? -1),
  })
  const { url, apis, syncUrl } = start
  post({ type: 'start', files: bundle.files, url, scene: '', apis, syncUrl })
  return session
}

function problemOf(message: string, where = ''): PageProblem {
  return { where, message }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
