/**
 * A mini-program that runs in Node with a view beside it, which the test plays.
 */
import { onTestFinished } from 'vitest'
import { createGroup } from '../../../src/api/group.js'
import type { Change, Display } from '../../../src/runtime/mirror.js'
import type { ViewQuestion } from '../../../src/runtime/questions.js'
import { createRuntime, type Runtime } from '../../../src/runtime/runtime.js'
import { loadCompiler } from '../../../src/sources/compile.js'
import { loadTemplateParser } from '../../../src/sources/parseTemplate.js'
import { createRealm } from '../../../src/testing/context.js'
import { createPlatform } from '../../../src/testing/openApp.js'

/** What the view was told. */
export interface Mirrored {
  readonly runtime: Runtime
  readonly batches: { readonly number: number; readonly changes: readonly Change[] }[]
  /** The changes since it was last called. */
  news(): Change[]
  readonly asked: ViewQuestion[]
  readonly reported: string[]
  readonly warned: string[]
  /** Settles when a turn has brought no more. */
  settled(): Promise<void>
  /** Calls a method of a page or component that is on the screen. */
  call(path: string, method: string, event?: unknown): Promise<void>
  /** `this` of the first one at a path. */
  instance(path: string): Record<string, never>
}

/** Runs one; `held` keeps batches from being said to be on the screen. */
export async function runMirrored(
  files: Record<string, string>,
  options: { held?: boolean; answer?: (question: ViewQuestion) => unknown; url?: string } = {},
): Promise<Mirrored> {
  const [toCommonJs, parseTemplate] = await Promise.all([loadCompiler(), loadTemplateParser()])
  const realm = createRealm()
  const batches: Mirrored['batches'] = []
  const asked: ViewQuestion[] = []
  const reported: string[] = []
  const warned: string[] = []
  let told = 0
  const display: Display = {
    show(batch) {
      batches.push(structuredClone(batch))
      if (!options.held) setImmediate(() => runtime.fromView.rendered(batch.number))
    },
    async ask(question) {
      asked.push(question)
      return options.answer?.(question)
    },
    canvas: noCanvas,
  }
  const inMemory = {
    folder: '/',
    read: (path: string) => files[path],
    locate: (path: string) => path,
  }
  const context = {
    platform: { reportError: (error: unknown) => void reported.push(String(error)) },
    settings: { strict: false },
    running: createGroup<never>(),
    closed: false,
    warn() {},
  }
  const runtime = createRuntime({
    platform: createPlatform(realm, inMemory, toCommonJs, {
      parseTemplate,
      reportError: (error) => void reported.push(String(error)),
      warn: (message) => void warned.push(message),
    }),
    tt: {},
    context,
    launch: { scene: '', referrerInfo: {} },
    display,
  })
  onTestFinished(() => runtime.close())

  async function settled(): Promise<void> {
    for (let before = -1; before !== batches.length; ) {
      before = batches.length
      for (let turn = 0; turn < 5; turn += 1) await new Promise((next) => setImmediate(next))
    }
  }

  const opening = runtime.open(options.url).catch((error) => void reported.push(String(error)))
  if (options.held) await settled()
  else await opening
  await settled()

  const changes = () => batches.flatMap((batch) => batch.changes)
  const idOf = (path: string) => {
    const found = changes().find((one) => one.type === 'part' && one.part.path === path)
    if (found?.type !== 'part') throw new Error(`${path} was never drawn`)
    return found.part.id
  }
  return {
    runtime,
    batches,
    news() {
      const all = changes()
      const fresh = all.slice(told)
      told = all.length
      return fresh
    },
    asked,
    reported,
    warned,
    settled,
    async call(path, method, event = {}) {
      runtime.fromView.event(idOf(path), method, runtime.toApp(event))
      await settled()
    },
    instance(path) {
      const found = runtime.pages.find(({ route }) => route === path)
      return found?.view.part.instance as Record<string, never>
    },
  }
}

/** There are none in Node: those of the worker are tested in a browser. */
const none = () => {
  throw new Error('no canvas in Node')
}
const noCanvas = { create: none, load: none, save: none, requestFrame: none, cancelFrame: none }
