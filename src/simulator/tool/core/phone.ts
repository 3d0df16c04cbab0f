/**
 * The phone: the frame that runs the mini-program, from its start to the next.
 */
import { type Ref, ref, shallowRef } from 'vue'
import type { Bundle } from '../../protocol/bundle.js'
import type { FromFrame, PhoneModel, ToFrame } from '../../protocol/frame.js'
import { loadBundle, loadLogic, pagesOf } from './project.js'
import type { Hello } from './session.js'

/** `slow`: it was started, and has shown no page for some seconds. */
type PhoneStage = 'loading' | 'slow' | 'shown' | 'failed'

/** What a phone needs to start. */
interface PhoneSetting {
  readonly hello: Hello
  readonly model: PhoneModel
  readonly bare: boolean
  readonly theme: 'light' | 'dark'
}

/** The phone of this page. */
export interface Phone {
  /** Another number is another frame. */
  readonly run: Readonly<Ref<number>>
  readonly stage: Readonly<Ref<PhoneStage>>
  /** Why it failed. */
  readonly trouble: Readonly<Ref<string>>
  readonly bundle: Readonly<Ref<Bundle | undefined>>
  /** Takes the frame of this run. */
  attach(frame: HTMLIFrameElement): void
  post(message: ToFrame): void
  /** Starts the mini-program anew in a new frame, at a page or at its first one. */
  start(setting: PhoneSetting, url?: string): void
  /** Puts the styles as they are now in the place of the old ones; nothing starts anew. */
  restyle(bundleUrl: string): Promise<void>
}

/** Milliseconds after which a start is called slow. */
const patience = 8000

/** Makes it. `hear` is told what the frame says, but for `ready`. */
export function createPhone(hear: (message: FromFrame) => void): Phone {
  const run = ref(0)
  const stage = ref<PhoneStage>('loading')
  const trouble = ref('')
  const bundle = shallowRef<Bundle>()
  let frame: Window | null = null
  /** A frame that says it is ready before there is anything to start waits for that. */
  let ready = false
  let begin: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const post = (message: ToFrame) => frame?.postMessage(message, '*')

  addEventListener('message', ({ source, data }: MessageEvent<FromFrame>) => {
    // The frame's origin is opaque: which window it is tells who speaks.
    if (frame === null || source !== frame) return
    if (data.type === 'ready') {
      ready = true
      begin?.()
      return
    }
    if (data.type === 'shown') {
      clearTimeout(timer)
      stage.value = 'shown'
    }
    hear(data)
  })

  function start({ hello, model, bare, theme }: PhoneSetting, url?: string) {
    clearTimeout(timer)
    // The first frame may have been there before the server's hello: it is not made twice.
    if (begin !== undefined) {
      run.value += 1
      ready = false
      frame = null
    }
    const current = run.value
    stage.value = 'loading'
    const loaded = Promise.all([loadBundle(hello.bundleUrl), loadLogic()])
    const fail = (error: unknown) => {
      if (run.value !== current) return
      clearTimeout(timer)
      trouble.value = error instanceof Error ? error.message : String(error)
      stage.value = 'failed'
    }
    let begun = false
    timer = setTimeout(() => {
      if (stage.value === 'loading') stage.value = 'slow'
    }, patience)
    loaded.then(([made]) => {
      if (run.value === current) bundle.value = made
    }, fail)
    begin = () => {
      if (begun) return
      begun = true
      loaded.then(([made, logic]) => {
        if (run.value !== current) return
        const page = url !== undefined && pagesOf(made.app).includes(url.split('?')[0] ?? '')
        post({
          type: 'start',
          bundle: made,
          logic,
          apis: hello.apis,
          syncUrl: hello.syncUrl,
          files: hello.files,
          phone: model,
          bare,
          theme,
          ...(page && { url }),
        })
      }, fail)
    }
    if (ready) begin()
  }

  return {
    run,
    stage,
    trouble,
    bundle,
    post,
    start,
    attach(element) {
      frame = element.contentWindow
    },
    async restyle(bundleUrl) {
      const made = await loadBundle(bundleUrl)
      bundle.value = made
      const parts = Object.entries(made.parts).map(([path, { css }]) => [path, css])
      post({ type: 'styles', css: made.css, parts: Object.fromEntries(parts) })
    },
  }
}
