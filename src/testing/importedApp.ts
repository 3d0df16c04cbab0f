/**
 * An app whose files a test imports itself, into its own realm: they call App(), Page() and the rest
 * on globalThis.
 */
import { existsSync } from 'node:fs'
import { createWarning } from '../api/warnings.js'
import type { Host } from '../host/host.js'
import { seamOf } from '../host/seam.js'
import type { AppFunction, Intrinsics, Realm } from '../runtime/platform.js'
import { createRuntime } from '../runtime/runtime.js'
import { loadCompiler, type ToCommonJs } from '../sources/compile.js'
import { loadTemplateParser } from '../sources/parseTemplate.js'
import { callerPath } from './caller.js'
import { compileHere } from './context.js'
import { createPlatform, holdApp, type TestApp } from './openApp.js'
import { openProject } from './projectFiles.js'

/** An app whose files are imported. */
export interface ImportedApp {
  readonly app: TestApp
  /** App, Page, Component, Behavior, getApp and getCurrentPages. */
  readonly globals: Readonly<Record<string, unknown>>
}

const names = ['App', 'Behavior', 'getApp', 'getCurrentPages'] as const
const partNames = ['Page', 'Component'] as const

/** Makes such an app for a host. Throws where the host's project can't be read. */
export function createImportedApp(host: Host): ImportedApp {
  const { context, project, onVisible, onClose } = seamOf(host)
  const files = openProject(project !== undefined && existsSync(project) ? project : process.cwd())
  const realm = createOwnRealm()
  // What the json and TTML files of pages need; app.open waits for them.
  let toCommonJs: ToCommonJs | undefined
  let parse: Awaited<ReturnType<typeof loadTemplateParser>> | undefined
  let caller = ''
  const platform = createPlatform(realm, files, (source) => toCommonJs?.(source) ?? source, {
    parseTemplate: (source) => parse?.(source) ?? [],
    reportError: (error) => context.platform.reportError(error),
    warn: (message) => context.warn(createWarning('openApp', 'template-unclear', message)),
  })
  const runtime = createRuntime({
    platform,
    tt: host.tt,
    context,
    launch: { scene: '', referrerInfo: {} },
    caller: () => caller,
  })
  const isPart = (path: string) =>
    ['json', 'ttml'].some((end) => files.read(`${path}.${end}`) !== undefined)

  function registering(name: (typeof partNames)[number]): (options: unknown) => unknown {
    const run = realm.global[name] as AppFunction
    return function called(options) {
      caller = callerPath(called, files.folder, isPart)
      return run(options)
    }
  }

  const ends = [onVisible(runtime.setVisible), onClose(close)]
  async function close(): Promise<void> {
    runtime.close()
    for (const end of ends) end()
  }
  async function prepare(): Promise<void> {
    ;[toCommonJs, parse] = await Promise.all([loadCompiler(), loadTemplateParser()])
  }
  return {
    app: holdApp(runtime, realm, close, prepare),
    globals: Object.fromEntries([
      ...names.map((name) => [name, realm.global[name]]),
      ...partNames.map((name) => [name, registering(name)]),
    ]),
  }
}

const intrinsicNames: readonly (keyof Intrinsics)[] = [
  ...(['Object', 'Array', 'Boolean', 'Number', 'String', 'Date', 'Promise'] as const),
  ...(['ArrayBuffer', 'Uint8Array', 'Error', 'TypeError', 'JSON'] as const),
]

/** The realm of the test; what the runtime puts on its global object stays off globalThis. */
function createOwnRealm() {
  const intrinsics = Object.fromEntries(intrinsicNames.map((name) => [name, globalThis[name]]))
  return {
    global: intrinsics as unknown as Realm['global'],
    makeFunction: (run: (self: unknown, values: unknown[]) => unknown): AppFunction =>
      function (...values) {
        return run(this, values)
      },
    compile: compileHere,
  }
}
