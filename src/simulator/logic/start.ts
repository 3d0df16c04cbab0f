/**
 * Starts a mini-program, and has it hear what the view says.
 */
import { createGroup } from '../../api/group.js'
import type { RuntimePlatform } from '../../runtime/platform.js'
import { createRuntime, type Runtime } from '../../runtime/runtime.js'
import { loadTemplateParser } from '../../sources/parseTemplate.js'
import type { FromLogic, LogicStart, ToLogic } from '../protocol/logic.js'
import { createCanvasEngine } from './canvas.js'
import { createConsole, errorEntry, warningEntry } from './console.js'
import { createDisplay } from './display.js'
import type { Engine } from './engine.js'
import { hideGlobals } from './globals.js'
import { createMissing } from './missing.js'
import { compile, compileExpression, createRealm } from './realm.js'
import { createTt } from './tt.js'

/** Starts it. */
export async function startLogic(engine: Engine, scope: object, start: LogicStart): Promise<void> {
  const { files, url, scene, apis, syncUrl } = start
  const heard: ToLogic[] = []
  let hear = (message: ToLogic): unknown => heard.push(message)
  engine.listen((message) => hear(message))
  const parseTemplate = await loadTemplateParser()
  const tell = (message: FromLogic) => engine.post(message)
  const missing = createMissing(apis.elsewhere, tell)
  const display = createDisplay(tell)

  function report(error: unknown): void {
    tell({ type: 'console', entry: errorEntry(error) })
    missing.explain(error)
  }

  const remote = createTt(apis, {
    send: (message) => tell({ type: 'api', message }),
    ask: (body) => engine.ask(syncUrl, body),
    report,
  })
  const warn = (message: string) => tell({ type: 'console', entry: warningEntry(message) })
  const platform: RuntimePlatform = {
    realm: createRealm(scope),
    timers: engine.timers,
    soon: engine.soon,
    console: createConsole((entry) => tell({ type: 'console', entry }), engine.now),
    read: (path: string) => (Object.hasOwn(files, path) ? files[path] : undefined),
    compile: (path: string, source: string, names: readonly string[]) =>
      compile(engine, path, source, names),
    compileExpression: (expression: string) => compileExpression(engine, expression),
    parseTemplate,
    reportError: report,
    warn,
  }

  hideGlobals(scope)
  let runtime: Runtime
  try {
    runtime = createRuntime({
      platform,
      tt: remote.tt,
      context: {
        platform: { reportError: report },
        settings: { strict: false },
        running: createGroup(),
        closed: false,
        warn: ({ api, message }) => warn(`${api}: ${message}`),
      },
      launch: { scene, referrerInfo: {} },
      display: { ...display, canvas: createCanvasEngine(engine, display.ask, remote.tt) },
      missing: missing.read,
    })
  } catch (error) {
    report(error)
    return
  }
  engine.onProblem((reason, promise) => {
    if (promise === undefined) report(reason)
    else runtime.rejected(reason, promise)
  })
  const { fromView } = runtime
  hear = (message) => {
    switch (message.type) {
      case 'rendered':
        return fromView.rendered(message.number)
      case 'event':
        return fromView.event(message.part, message.method, message.event)
      case 'hook':
        return fromView.hook(message.page, message.name, message.args)
      case 'navigate':
        return fromView.navigate(message.api, message.options)
      case 'observed':
        return fromView.observed(message.observer, message.result)
      case 'setData':
        return fromView.setData(message.part, message.data)
      case 'visible':
        return runtime.setVisible(message.visible)
      case 'answer':
        return display.answer(message)
      case 'api':
        return remote.reply(message.message)
      case 'start':
        return undefined
    }
  }
  for (const message of heard) hear(message)
  tell({ type: 'launched' })
  runtime.open(url).catch(report)
}
