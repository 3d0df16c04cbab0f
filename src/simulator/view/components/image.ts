import { computed, h, onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { dispatch } from '../dispatch.js'
import { useServices } from './services.js'
import { defineWidget, flag, text } from './widget.js'

/** How CSS says it: object-fit and object-position. */
const modes: Readonly<Record<string, readonly [string, string?]>> = {
  scaleToFill: ['fill'],
  aspectFit: ['contain'],
  aspectFill: ['cover'],
  widthFix: ['fill'],
  heightFix: ['fill'],
  top: ['none', 'top'],
  bottom: ['none', 'bottom'],
  center: ['none', 'center'],
  left: ['none', 'left'],
  right: ['none', 'right'],
  'top left': ['none', 'left top'],
  'top right': ['none', 'right top'],
  'bottom left': ['none', 'left bottom'],
  'bottom right': ['none', 'right bottom'],
}

function defineImage(tag: string) {
  return defineWidget(tag, ['src', 'mode', 'lazyLoad'], (attributes) => {
    const { resolveFile } = useServices()
    const root = ref<HTMLElement>()
    const size = ref<{ width: number; height: number }>()
    const failed = ref(false)
    const near = ref(false)
    const src = computed(() => text(attributes.src))
    const mode = computed(() => text(attributes.mode, 'scaleToFill'))
    let watcher: IntersectionObserver | undefined

    onMounted(() => {
      if (!flag(attributes.lazyLoad) || root.value === undefined) return
      // Within a screen of it, as the platform's pages load ahead.
      watcher = new IntersectionObserver(
        (entries) => {
          if (!entries.some(({ isIntersecting }) => isIntersecting)) return
          near.value = true
          watcher?.disconnect()
        },
        { rootMargin: '100%' },
      )
      watcher.observe(root.value)
    })
    onBeforeUnmount(() => watcher?.disconnect())
    watch(src, () => {
      failed.value = false
    })

    const side = ref<number>()
    let sizes: ResizeObserver | undefined
    watch(
      [mode, root],
      () => {
        sizes?.disconnect()
        side.value = undefined
        const isWide = mode.value === 'widthFix'
        if (root.value === undefined || !(isWide || mode.value === 'heightFix')) return
        sizes = new ResizeObserver(([entry]) => {
          const box = entry?.target as HTMLElement
          side.value = isWide ? box.offsetWidth : box.offsetHeight
        })
        sizes.observe(root.value)
      },
      { flush: 'post' },
    )
    onBeforeUnmount(() => sizes?.disconnect())

    function onLoad({ target }: Event): void {
      const { naturalWidth: width, naturalHeight: height } = target as HTMLImageElement
      size.value = { width, height }
      if (root.value) dispatch(root.value, 'load', { width, height })
    }
    function onError(): void {
      failed.value = true
      size.value = undefined
      if (root.value) dispatch(root.value, 'error', { errMsg: `image load failed: ${src.value}` })
    }

    /** The side that follows from the other one. */
    function fixed(): Record<string, string> | undefined {
      const { width = 0, height = 0 } = size.value ?? {}
      if (width === 0 || height === 0 || side.value === undefined) return undefined
      return mode.value === 'widthFix'
        ? { height: `${(side.value * height) / width}px` }
        : { width: `${(side.value * width) / height}px` }
    }

    return (draw) => {
      const [objectFit, objectPosition = 'center'] = modes[mode.value] ?? ['fill']
      const isShown = src.value !== '' && (!flag(attributes.lazyLoad) || near.value)
      const style = { objectFit, objectPosition, visibility: failed.value ? 'hidden' : undefined }
      // A new src is a new picture: what was shown before goes at once.
      const picture = () =>
        h('img', {
          key: src.value,
          src: resolveFile(src.value),
          alt: '',
          draggable: false,
          style,
          onLoad,
          onError,
        } as object)
      return draw({ ref: root, force: fixed() }, isShown ? [picture()] : [])
    }
  })
}

/** `image`: 300 × 225 px unless styled, as the platform has it. */
export const Image = defineImage('image')

/** `cover-image`. */
export const CoverImage = defineImage('cover-image')
