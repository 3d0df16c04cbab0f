/**
 * What a mini-program does to the page that is shown (spec 16).
 */
import { optional, requiredString } from '../call.js'
import { ApiError } from '../errors.js'
import type { PlainCallbacks } from '../plainApi.js'
import type { Answered, CallTable } from './answered.js'
import { finite, requiredTexts, text } from './read.js'

/** The options of tt.setNavigationBarTitle. */
export interface SetNavigationBarTitleOptions extends PlainCallbacks {
  title: string
}

/** The options of tt.setNavigationBarColor. */
export interface SetNavigationBarColorOptions extends PlainCallbacks {
  /** Of title, buttons and status bar: `#ffffff` or `#000000`. */
  frontColor: string
  /** In hex, such as `#ff0000`. */
  backgroundColor: string
}

/** The options of tt.pageScrollTo. */
export interface PageScrollToOptions extends PlainCallbacks {
  /** Where to, in pixels. */
  scrollTop: number
  /** Milliseconds; 200 by default. */
  duration?: number | null
}

/** The options of tt.previewImage. */
export interface PreviewImageOptions extends PlainCallbacks {
  /** The pictures: sandbox paths or URLs. */
  urls: readonly string[]
  /** The one that is shown; the first by default. */
  current?: string | null
  /** Whether a long press opens a menu. true by default. */
  showmenu?: boolean | null
}

/** These calls, and what each is told with. */
export interface PageCalls {
  /** Sets the title of the page. */
  setNavigationBarTitle: Answered<SetNavigationBarTitleOptions, { title: string }>
  /** Sets the colours of the bar above the page. */
  setNavigationBarColor: Answered<
    SetNavigationBarColorOptions,
    { frontColor: string; backgroundColor: string }
  >
  /** Shows in the bar above the page that something is under way. */
  showNavigationBarLoading: Answered<PlainCallbacks>
  hideNavigationBarLoading: Answered<PlainCallbacks>
  /** Hides the button that leads to the first page. */
  hideHomeButton: Answered<PlainCallbacks>
  /** Scrolls the page. */
  pageScrollTo: Answered<PageScrollToOptions, { scrollTop: number; duration: number }>
  /** Does as if the user had pulled the page down. */
  startPullDownRefresh: Answered<PlainCallbacks>
  stopPullDownRefresh: Answered<PlainCallbacks>
  /** Shows pictures over the whole screen. */
  previewImage: Answered<
    PreviewImageOptions,
    { urls: string[]; current: string; showmenu: boolean }
  >
}

const nothing = { options: [], read: () => ({}) }

/** How they are read. */
export const page: CallTable<PageCalls> = {
  setNavigationBarTitle: {
    options: ['title'],
    read: (values) => ({ title: requiredString(values, 'title') }),
  },
  setNavigationBarColor: {
    options: ['frontColor', 'backgroundColor'],
    read: (values) => {
      const frontColor = requiredString(values, 'frontColor')
      const backgroundColor = requiredString(values, 'backgroundColor')
      if (!/^#(?:f{6}|0{6})$/i.test(frontColor)) throw new ApiError('paramInvalid', ['frontColor'])
      if (!/^#[\da-f]{3,8}$/i.test(backgroundColor)) {
        throw new ApiError('paramInvalid', ['backgroundColor'])
      }
      return { frontColor, backgroundColor }
    },
  },
  showNavigationBarLoading: nothing,
  hideNavigationBarLoading: nothing,
  hideHomeButton: nothing,
  pageScrollTo: {
    options: ['scrollTop', 'duration'],
    read: (values) => ({
      scrollTop: finite(values, 'scrollTop'),
      duration: finite(values, 'duration', 200),
    }),
  },
  startPullDownRefresh: nothing,
  stopPullDownRefresh: nothing,
  previewImage: {
    options: ['urls', 'current', 'showmenu'],
    read: (values) => {
      const urls = requiredTexts(values, 'urls')
      return {
        urls,
        current: text(values, 'current', urls[0] ?? ''),
        showmenu: optional(values, 'showmenu', 'boolean') ?? true,
      }
    },
  },
}
