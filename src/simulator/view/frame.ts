/**
 * The frame of the phone: it takes a mini-program from the page around it, and shows it.
 */
import { type App, createApp } from 'vue'
import type { FromFrame, ToFrame } from '../protocol/frame.js'
import { components } from './components/index.js'
import { servicesKey } from './components/services.js'
import { setEventSink } from './dispatch.js'
import { OwnComponent } from './PartView.js'
import { createPartRenders, partRendersKey } from './partRenders.js'
import PhoneScreen from './screen/PhoneScreen.vue'
import { createSession, type Session, type Start } from './session.js'
import { createTemplateHelp } from './templateHelp.js'
import './frame.css'

let running: { readonly session: Session; readonly app: App } | undefined

function tell(message: FromFrame): void {
  // The frame has an origin of its own and can't know that of its parent; what it tells is the
  // mini-program's own, and no secret.
  window.parent.postMessage(message, '*')
}

window.addEventListener('message', ({ source, data }: MessageEvent<ToFrame>) => {
  if (source !== window.parent || window.parent === window) return
  if (data.type === 'start') start(data)
  else running?.session.receive(data)
})

function start(message: Start): void {
  running?.app.unmount()
  running?.session.end()
  const session = createSession(message, tell)
  const app = createApp(PhoneScreen, { session })
  running = { session, app }
  const { bundle } = message
  const warn = (text: string) =>
    tell({ type: 'console', entry: { level: 'warn', values: [text], time: Date.now() } })
  const help = createTemplateHelp({
    components,
    own: OwnComponent,
    modules: bundle.modules,
    templates: bundle.templates,
    warn,
  })
  app.provide(
    partRendersKey,
    createPartRenders(bundle.parts, help, (text) => session.report(new Error(text))),
  )
  app.provide(servicesKey, {
    resolveFile: (path: string) => session.fileUrl(path),
    navigate: session.navigate,
    warn,
  })
  app.config.errorHandler = (error) => session.report(error)
  app.config.warnHandler = (text) => console.debug(text)
  setEventSink(session.event)
  app.mount('#app')
}

tell({ type: 'ready' })
