/**
 * What stands around the pages: their bars, the tab bar, what lies above them. The host's `ui` calls
 * (showToast, setNavigationBarTitle and so on) change it; the screen shows it.
 */
import { reactive, shallowReactive } from 'vue'
import type { Bundle } from '../../protocol/bundle.js'
import {
  type Front,
  readTabBar,
  readWindow,
  type TabBarConfig,
  type WindowConfig,
} from './windowConfig.js'

/** A page's bars as they are now. */
export interface PageBars {
  readonly window: WindowConfig
  title: string
  background: string
  front: Front
  loading: boolean
  homeHidden: boolean
  /** Pulled down, until it says that it has done. */
  refreshing: boolean
  /** Where the page is to scroll: pageScrollTo. */
  scrollTo: { readonly top: number; readonly duration: number } | undefined
  /** What is wrong with the page: shown in a box above it. */
  problems: PageProblem[]
}

/** An error that a person should see at the page itself. */
export interface PageProblem {
  /** file:line. */
  readonly where: string
  readonly message: string
}

/** A short message. */
interface Toast {
  readonly title: string
  readonly icon: string
  readonly mask: boolean
}

/** A question that is open; `api` says which. */
export interface Ask {
  readonly id: number
  readonly api: string
  readonly asked: Readonly<Record<string, unknown>>
  answer(value: unknown): void
  refuse(message: string): void
}

/** Pictures over the whole screen. */
export interface Preview {
  readonly urls: readonly string[]
  readonly current: string
}

/** What a tab has on it. */
export interface Badge {
  readonly text?: string
  readonly dot?: boolean
}

/** All of it. */
export interface ScreenState {
  theme: 'light' | 'dark'
  /** Whether the mini-program is in front; else the phone's own desk is. */
  visible: boolean
  toast: Toast | undefined
  loading: Toast | undefined
  preview: Preview | undefined
  menu: boolean
  /** Shaken: milliseconds; counted, so that each shake is one. */
  shake: { readonly count: number; readonly duration: number }
  readonly asks: Ask[]
  tabBar: TabBarConfig | undefined
  tabBarHidden: boolean
  readonly badges: Record<number, Badge>
  /** What was thrown since the last batch: that of the page that opens, or of the app itself. */
  readonly problems: PageProblem[]
}

/** The screen of a mini-program that starts. */
export function createScreenState(bundle: Bundle, theme: ScreenState['theme']): ScreenState {
  return shallowReactive({
    theme,
    visible: true,
    toast: undefined,
    loading: undefined,
    preview: undefined,
    menu: false,
    shake: { count: 0, duration: 0 },
    asks: shallowReactive([]),
    tabBar: readTabBar(bundle.app),
    tabBarHidden: false,
    badges: reactive({}),
    problems: shallowReactive([]),
  })
}

/** The bars of a page that opens; `thrown` is what its logic threw as it did. */
export function createBars(
  bundle: Bundle,
  route: string,
  thrown: readonly PageProblem[] = [],
): PageBars {
  const window = readWindow(bundle, route)
  return reactive({
    window,
    title: window.title,
    background: window.background,
    front: window.front,
    loading: false,
    homeHidden: false,
    refreshing: false,
    scrollTo: undefined,
    problems: [
      ...bundle.problems
        .filter(({ severity, file }) => severity === 'error' && file.startsWith(`${route}.`))
        .map(({ file, line, message }) => ({
          where: line === undefined ? file : `${file}:${line}`,
          message,
        })),
      ...thrown,
    ],
  })
}
