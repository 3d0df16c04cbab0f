/**
 * `video` and `audio`: the browser's own.
 *
 * | event | detail |
 * | --- | --- |
 * | play, pause, ended, waiting | nothing |
 * | timeupdate | currentTime, duration (s) |
 * | loadedmetadata | width, height, duration |
 * | progress | buffered (%) |
 * | fullscreenchange | fullScreen, direction |
 * | error | errMsg, errno, errString |
 */
import { h, onMounted, ref, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { setHandle } from './handles.js'
import { useServices } from './services.js'
import { type Attributes, defineWidget, flag, number, text } from './widget.js'

function useMedia(attributes: Attributes<'src' | 'initialTime'>) {
  const { resolveFile } = useServices()
  const root = ref<HTMLElement>()
  const media = ref<HTMLVideoElement | HTMLAudioElement>()

  function tell(type: string, detail: object = {}): void {
    if (root.value) dispatch(root.value, type, detail)
  }
  const methods: Readonly<Record<string, (...args: never[]) => unknown>> = {
    play: () => media.value?.play(),
    pause: () => media.value?.pause(),
    stop() {
      if (media.value === undefined) return
      media.value.pause()
      media.value.currentTime = 0
    },
    seek(position: unknown) {
      if (media.value) media.value.currentTime = number(position)
    },
    playbackRate(rate: unknown) {
      if (media.value) media.value.playbackRate = number(rate, 1)
    },
    requestFullScreen: () => root.value?.requestFullscreen?.(),
    exitFullScreen: () => (document.fullscreenElement ? document.exitFullscreen() : undefined),
  }

  onMounted(() => {
    if (root.value === undefined) return
    setHandle(root.value, {
      call(method, args) {
        if (!Object.hasOwn(methods, method)) throw new Error(`${method} is not there`)
        return methods[method]?.(...(args as never[]))
      },
    })
  })
  // A source that goes away is not unloaded by itself.
  watch(
    () => text(attributes.src),
    (src) => {
      if (src === '') media.value?.load()
    },
    { flush: 'post' },
  )

  const listeners = {
    onPlay: () => tell('play'),
    onPause: () => {
      // The end pauses as well, and has its own event.
      if (!media.value?.ended) tell('pause')
    },
    onEnded: () => tell('ended'),
    onWaiting: () => tell('waiting'),
    onTimeupdate: () => {
      const { currentTime = 0, duration = 0 } = media.value ?? {}
      tell('timeupdate', { currentTime, duration: Number.isFinite(duration) ? duration : 0 })
    },
    onLoadedmetadata: () => {
      const element = media.value
      if (element === undefined) return
      const from = number(attributes.initialTime)
      if (from > 0) element.currentTime = from
      const { videoWidth: width = 0, videoHeight: height = 0 } = element as HTMLVideoElement
      tell('loadedmetadata', { width, height, duration: element.duration })
    },
    onProgress: () => {
      const element = media.value
      if (element === undefined || !(element.duration > 0) || element.buffered.length === 0) return
      const end = element.buffered.end(element.buffered.length - 1)
      tell('progress', { buffered: Math.round((end / element.duration) * 100) })
    },
    onError: () => {
      const { code = 0, message = '' } = media.value?.error ?? {}
      const errString = message || 'the source cannot be played'
      tell('error', { errMsg: errString, errno: code, errString })
    },
  }
  const src = () => (text(attributes.src) === '' ? undefined : resolveFile(text(attributes.src)))
  return { root, media, listeners, src, tell }
}

const videoNames = [
  'src',
  'autoplay',
  'poster',
  'controls',
  'loop',
  'muted',
  'objectFit',
  'initialTime',
] as const

/** `video`. */
export const Video = defineWidget('video', videoNames, (attributes, { slots }) => {
  const { resolveFile } = useServices()
  const { root, media, listeners, src, tell } = useMedia(attributes)

  function onFullscreenchange(): void {
    const fullScreen = document.fullscreenElement === root.value
    tell('fullscreenchange', { fullScreen, direction: 'vertical' })
  }

  return (draw) =>
    draw({ ref: root, onFullscreenchange }, [
      h('video', {
        ref: media,
        src: src(),
        poster: text(attributes.poster) === '' ? undefined : resolveFile(text(attributes.poster)),
        controls: flag(attributes.controls, true),
        autoplay: flag(attributes.autoplay),
        loop: flag(attributes.loop),
        muted: flag(attributes.muted),
        playsinline: true,
        preload: 'metadata',
        style: { objectFit: text(attributes.objectFit, 'contain') },
        ...listeners,
      } as object),
      slots.default?.(),
    ])
})

/** `audio`. */
export const Audio = defineWidget(
  'audio',
  ['src', 'controls', 'loop', 'initialTime', 'name', 'author', 'poster'],
  (attributes) => {
    const { root, media, listeners, src } = useMedia(attributes)
    return (draw) =>
      draw({ ref: root, hidden: flag(attributes.controls) ? undefined : true }, [
        h('audio', {
          ref: media,
          src: src(),
          controls: true,
          loop: flag(attributes.loop),
          preload: 'metadata',
          ...listeners,
        } as object),
      ])
  },
)
