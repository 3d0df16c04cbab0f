/**
 * Runs a mini-program's logic as the platform does (spec 18): without a view, and without knowing
 * where it runs.
 */
import type { CallContext } from '../api/context.js'
import { type AppEvents, createAppEvents } from './appEvents.js'
import { createBorder } from './border.js'
import { createFromView, type FromView } from './fromView.js'
import { createConsole, createTimers } from './globals.js'
import { createMirror, type Display } from './mirror.js'
import { createModules } from './modules.js'
import { createNavigation } from './navigation.js'
import { parsePageUrl } from './paths.js'
import type { AppObject, RuntimePlatform } from './platform.js'
import { plainPath, readManifest } from './project.js'
import { type Caller, createRegistry } from './registry.js'
import { createRouter, type OpenPage } from './router.js'
import type { Services } from './services.js'
import { watchMissing, withOwn } from './ttObject.js'
import { createUpdateManager } from './updateManager.js'
import { createViewApis } from './viewApis/viewApis.js'

/** What a runtime is given. */
export interface RuntimeOptions {
  readonly platform: RuntimePlatform
  /** The host's API; the runtime gives the mini-program one whose navigation leads to its pages. */
  readonly tt: object
  readonly context: CallContext
  /** How it is opened: what App.onLaunch is told beside path and query. */
  readonly launch: { readonly scene: string; readonly referrerInfo: object }
  /** Where others run its files and call what is on the global object: which file that is now. */
  readonly caller?: Caller
  /** The view beside it, where there is one. */
  readonly display?: Display
  /** Told the names on `tt` that are read and not there. */
  readonly missing?: (api: string) => void
}

/** A mini-program that runs. */
export interface Runtime {
  /** What getApp() gives. */
  readonly app: AppObject
  readonly pages: readonly OpenPage[]
  /** Opens a page from outside, as a link does: the first launches the app [feishu]. */
  open(url?: string): Promise<OpenPage>
  /**
   * Does something as the view would: settles when it is done and the view has followed, and
   * rejects with what the mini-program threw.
   */
  act(run: () => unknown): Promise<unknown>
  /** A value of ours as the mini-program gets it. */
  toApp(value: unknown): unknown
  /** A promise of the mini-program was rejected, and it does not care. */
  rejected(reason: unknown, promise: unknown): void
  setVisible(visible: boolean): void
  /** What the view has to say. */
  readonly fromView: FromView
  /** Stops timers; nothing of the mini-program is called any more. */
  close(): void
}

/** How often `act` looks whether the view has followed: a loop of setData would never end. */
const mostRounds = 20

/** Reads the project and runs app.js. Throws what is wrong with them. */
export function createRuntime(options: RuntimeOptions): Runtime {
  const { platform, tt, context, launch, caller, display, missing } = options
  const { global: make } = platform.realm
  const border = createBorder(platform.realm, call)
  let sink: unknown[] | undefined
  let pending = 0
  let closed = false
  let launched: AppObject | undefined
  let reporting = false

  function within<Result>(problems: unknown[] | undefined, run: () => Result): Result {
    const before = sink
    sink = problems
    try {
      return run()
    } finally {
      sink = before
    }
  }

  /** App.onError hears of all; who waits gets it, else it is reported. */
  function report(error: unknown): void {
    if (!reporting) {
      reporting = true
      try {
        events.tell('Error', describe(error))
      } finally {
        reporting = false
      }
    }
    // Who looks at a view sees it there.
    if (sink === undefined || display !== undefined) platform.reportError(error)
    else sink.push(error)
  }

  function rejected(reason: unknown, promise: unknown): void {
    tellRejection(reason, promise)
    platform.reportError(reason)
  }

  function tellRejection(reason: unknown, promise: unknown): void {
    events.tell('UnhandledRejection', Object.assign(new make.Object(), { reason, promise }))
  }

  function call(run: unknown, self: unknown, values: readonly unknown[]): unknown {
    if (closed || typeof run !== 'function') return undefined
    try {
      const result: unknown = Reflect.apply(run, self, values)
      if (result instanceof make.Promise) {
        result.then(undefined, (reason: unknown) => closed || rejected(reason, result))
      }
      return result
    } catch (error) {
      report(error)
      return undefined
    }
  }

  function later(run: () => void): void {
    const problems = sink
    pending += 1
    platform.soon(() => {
      pending -= 1
      if (closed) return
      within(problems, () => {
        try {
          run()
        } catch (error) {
          report(error)
        }
      })
    })
  }

  async function followed(): Promise<void> {
    for (let round = 0; pending > 0 && !closed && round < mostRounds; round += 1) {
      await new Promise<void>((resolve) => platform.soon(resolve))
    }
  }

  const mirror = createMirror(display, later)
  const services: Services = {
    mirror,
    hasView: display !== undefined,
    viewApi: (name) => viewApis?.apis[name],
    platform,
    border,
    make,
    call,
    report,
    later,
    expose: border.expose,
  }
  const manifest = readManifest(platform.read, caller !== undefined)
  const modules = createModules(platform, border.expose)
  const registry = createRegistry(manifest, services, modules, caller)
  const events: AppEvents = createAppEvents(() => registry.app, call, border.expose)
  const router = createRouter(manifest, registry.page, services)
  const timers = createTimers(platform, call, border.expose)
  const navigation = createNavigation(router, services, context)
  const viewApis =
    display && createViewApis({ services, display, current: () => router.stack.at(-1) })

  function launchOptions(path: string, query: object, showFrom: number): AppObject {
    const options = { path, query, ...launch, showFrom }
    return border.toApp(options) as AppObject
  }

  function install(): void {
    const { global } = platform.realm
    const api = border.exposeApi(tt)
    Object.assign(api, border.exposeApi(navigation), events.apis, {
      ...viewApis?.apis,
      getLaunchOptionsSync: border.expose(() => launched ?? launchOptions('', {}, 10)),
    })
    if (display !== undefined) {
      const updates = createUpdateManager(services)
      api.getUpdateManager = border.expose(() => updates)
      api.canIUse = border.expose(withOwn(api, api.canIUse))
    }
    Object.assign(global, registry.globals, timers.functions, {
      tt: missing === undefined ? api : watchMissing(api, missing),
      console: createConsole(platform, new make.Object() as AppObject, border.expose),
      getApp: border.expose(() => registry.app),
      getCurrentPages: border.expose(() =>
        make.Array.from(router.stack.map((page) => page.view.part.instance)),
      ),
      global,
    })
  }

  install()
  try {
    registry.runApp()
  } catch (error) {
    if (display === undefined) throw error
    report(error)
  }

  async function open(url = manifest.pages[0] ?? ''): Promise<OpenPage> {
    if (closed) throw new Error('the app is closed')
    const { path: asked, query } = parsePageUrl(url)
    const path = plainPath(asked)
    const problems: unknown[] = []
    const page = within(problems, () => {
      const isEntryPage = launched === undefined
      if (isEntryPage) {
        launched = launchOptions(path, query, 10)
        events.tell('AppLaunch', launched)
        events.tell('AppShow', launched)
      }
      if (!manifest.pages.includes(path)) {
        events.tell('PageNotFound', border.toApp({ path, query, isEntryPage }))
        return undefined
      }
      try {
        return router.reLaunch({ path, query })
      } catch (error) {
        report(error)
        return undefined
      }
    })
    // App.onPageNotFound may lead to another page.
    await followed()
    if (problems.length > 0) throw problems[0]
    const open = page ?? router.stack.at(-1)
    if (open === undefined) {
      throw new Error(`no page ${JSON.stringify(path)} in app.json: ${manifest.pages.join(', ')}`)
    }
    await open.ready
    if (problems.length > 0) throw problems[0]
    return open
  }

  return {
    get app() {
      return registry.app as AppObject
    },
    get pages() {
      return router.stack
    },
    open,
    async act(run) {
      if (closed) throw new Error('the app is closed')
      const problems: unknown[] = []
      const value = within(problems, () => {
        try {
          return run()
        } catch (error) {
          report(error)
          return undefined
        }
      })
      if (problems.length > 0) throw problems[0]
      try {
        const result = await value
        await followed()
        if (problems.length > 0) throw problems[0]
        return result
      } catch (reason) {
        if (!problems.includes(reason)) tellRejection(reason, value)
        throw reason
      }
    },
    toApp: border.toApp,
    rejected,
    setVisible(visible) {
      if (launched === undefined || closed) return
      if (!visible) {
        router.setVisible(false)
        events.tell('AppHide')
        return
      }
      const top = router.stack.at(-1)
      events.tell('AppShow', launchOptions(top?.route ?? '', top?.query ?? {}, 0))
      router.setVisible(true)
    },
    fromView: createFromView(mirror, router, navigation, services, viewApis?.observed),
    close() {
      closed = true
      timers.clear()
      router.end()
    },
  }
}

function describe(error: unknown): string {
  const { stack } = (error ?? {}) as { stack?: unknown }
  return typeof stack === 'string' && stack !== '' ? stack : String(error)
}
