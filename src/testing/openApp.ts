/**
 * Runs a mini-program's code in Node.
 */

import { createWarning } from '../api/warnings.js'
import type { Host } from '../host/host.js'
import { findRoot } from '../host/node/project.js'
import { seamOf } from '../host/seam.js'
import type { Realm, RuntimePlatform } from '../runtime/platform.js'
import type { OpenPage } from '../runtime/router.js'
import { createRuntime, type Runtime } from '../runtime/runtime.js'
import { loadCompiler } from '../sources/compile.js'
import { loadTemplateParser } from '../sources/parseTemplate.js'
import { createRealm, type NodeRealm } from './context.js'
import { type AnyData, createTestPage, type TestPage } from './page.js'
import { openProject, type ProjectFiles } from './projectFiles.js'
import { claimRejections } from './rejections.js'
import { toTestError } from './values.js'

/** The options of {@link openApp}. */
export interface OpenAppOptions {
  /** The mini-program's folder; the host's `project` by default. */
  project?: string
  /** The scene that App.onLaunch is told. `''` by default. */
  scene?: string
  /** Where the mini-program comes from, as App.onLaunch is told. `{}` by default. */
  referrerInfo?: object
}

/** A mini-program that runs. */
export interface TestApp {
  /** What getApp() gives: what was passed to App(). */
  readonly instance: AnyData
  /** The page that is shown; undefined before the first is opened. */
  readonly current: TestPage | undefined
  /** The open pages, from the first on: what getCurrentPages() gives. */
  readonly pages: readonly TestPage[]
  /**
   * Opens a page as a link from outside does: the first launches the app, a later one closes all
   * pages before. Settles after onReady; rejects with what the mini-program threw on the way.
   *
   * @param url a path with or without parameters; the first page of app.json by default
   * @example const page = await app.open('/pages/photo/photo?id=7')
   */
  open<Data extends object = AnyData>(url?: string): Promise<TestPage<Data>>
  /** Stops its timers; nothing of it is called any more. The host stays open. */
  close(): Promise<void>
}

/**
 * Runs the code of a mini-program, in a realm of its own that has nothing of Node.
 *
 * @param host the phone; closing it closes the app
 * @throws where the project can't be read, and what app.js throws
 * @example
 * const app = await openApp(createHost({ project: 'dist/' }))
 * const page = await app.open('/pages/photo/photo?id=7')
 * await page.call('chooseImage')
 */
export async function openApp(host: Host, options: OpenAppOptions = {}): Promise<TestApp> {
  const { context, project, onVisible, onClose } = seamOf(host)
  const folder = options.project ?? project
  if (typeof folder !== 'string' || folder === '') {
    throw new TypeError('openApp needs a project: a folder, in its options or in those of the host')
  }
  if (context.closed) throw new Error('the host is closed')
  const files = openProject(options.project === undefined ? folder : findRoot(folder))
  const realm = createRealm()
  const [toCommonJs, parseTemplate] = await Promise.all([loadCompiler(), loadTemplateParser()])
  const platform = createPlatform(realm, files, toCommonJs, {
    parseTemplate,
    reportError: (error) => context.platform.reportError(toTestError(error)),
    warn: (message) => context.warn(createWarning('openApp', 'template-unclear', message)),
  })
  const runtime = start()
  const ends = [
    onVisible(runtime.setVisible),
    onClose(close),
    claimRejections((reason, promise) => {
      if (!(promise instanceof realm.global.Promise)) return false
      runtime.rejected(reason, promise)
      return true
    }),
  ]

  function start() {
    try {
      const { scene = '', referrerInfo = {} } = options
      return createRuntime({ platform, tt: host.tt, context, launch: { scene, referrerInfo } })
    } catch (thrown) {
      throw toTestError(thrown)
    }
  }

  async function close(): Promise<void> {
    runtime.close()
    for (const end of ends) end()
  }

  return holdApp(runtime, realm, close)
}

/** What a test gets of an app that runs; `prepare` is awaited before a page is opened. */
export function holdApp(
  runtime: Runtime,
  realm: Realm,
  close: TestApp['close'],
  prepare?: () => Promise<void>,
): TestApp {
  const pages = new WeakMap<OpenPage, TestPage>()

  function hold(page: OpenPage): TestPage {
    const held = pages.get(page) ?? createTestPage(page, runtime, realm)
    pages.set(page, held)
    return held
  }

  return {
    get instance() {
      return runtime.app
    },
    get current() {
      return runtime.pages.map(hold).at(-1)
    },
    get pages() {
      return runtime.pages.map(hold)
    },
    async open(url) {
      await prepare?.()
      try {
        return hold(await runtime.open(url)) as TestPage<never>
      } catch (thrown) {
        throw toTestError(thrown)
      }
    },
    close,
  }
}

// Also where a test has put false timers in their place.
const { setImmediate } = globalThis

/** The platform of a runtime in Node. */
export function createPlatform(
  realm: NodeRealm,
  files: ProjectFiles,
  toCommonJs: (source: string) => string,
  rest: Pick<RuntimePlatform, 'parseTemplate' | 'reportError' | 'warn'>,
): RuntimePlatform & { realm: Realm } {
  return {
    ...rest,
    realm,
    console,
    read: files.read,
    soon: (run) => void setImmediate(run),
    // Looked up at each call: false timers of a test hold for the mini-program too.
    timers: {
      setTimeout: (run, delay) => globalThis.setTimeout(run, delay),
      clearTimeout: (timer) => globalThis.clearTimeout(timer as NodeJS.Timeout),
      setInterval: (run, delay) => globalThis.setInterval(run, delay),
      clearInterval: (timer) => globalThis.clearInterval(timer as NodeJS.Timeout),
    },
    compile(path, source, names) {
      const file = files.locate(path)
      let unclear: unknown
      let code = source
      try {
        code = toCommonJs(source)
      } catch (error) {
        // It may be too new for the compiler, and fine for the engine.
        unclear = error
      }
      try {
        return realm.compile(code, file, names)
      } catch (error) {
        const isModule = unclear !== undefined && /import|export/.test((error as Error).message)
        throw namingFile(isModule ? unclear : error, path, file)
      }
    },
    compileExpression(expression) {
      const run = realm.compile(`with (scope) { return ${expression} }`, 'ttml', ['scope'])
      return (scope) => run.call(scope, scope)
    },
  }
}

/** The compiler's own errors do not say which file they are about. */
function namingFile(error: unknown, path: string, file: string): unknown {
  const { message = '', stack = '' } = error as Error
  const said = new SyntaxError(message.includes(path) ? message : `${path}: ${message}`)
  if (stack.includes(file)) said.stack = stack
  return said
}
