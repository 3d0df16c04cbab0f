/**
 * The calls that show something, or change what stands around the page, by their names.
 */
import type { PageBars, ScreenState } from './screenState.js'
import { borderColor, type TabBarConfig } from './windowConfig.js'

/** The options as the host read them. */
type Options = Readonly<Record<string, unknown>>

/** What such a call does. */
export type UiApis = Readonly<Record<string, (options: Options) => void>>

/** What they act on. */
export interface UiTarget {
  readonly screen: ScreenState
  /** Of the page that is shown. */
  bars(): PageBars | undefined
  /** Shows that the page was pulled down, and tells it. */
  pullDown(): void
}

/** Makes them. */
export function createUiApis({ screen, bars, pullDown }: UiTarget): UiApis {
  let toastTimer: ReturnType<typeof setTimeout> | undefined

  function toast(title: string, icon: string, duration = 1500, mask = false): void {
    clearTimeout(toastTimer)
    screen.toast = { title, icon, mask }
    toastTimer = setTimeout(hideToast, duration)
  }

  function hideToast(): void {
    clearTimeout(toastTimer)
    screen.toast = undefined
  }

  function shake(duration: number): void {
    screen.shake = { count: screen.shake.count + 1, duration }
  }

  function change(values: Partial<PageBars>): void {
    Object.assign(bars() ?? {}, values)
  }

  function changeTabBar(values: Partial<TabBarConfig>): void {
    if (screen.tabBar !== undefined) screen.tabBar = { ...screen.tabBar, ...values }
  }

  function changeTab(options: Options): void {
    const { tabBar } = screen
    if (tabBar === undefined) return
    const { text, iconPath, selectedIconPath } = options
    const tabs = tabBar.tabs.map((tab, index) => {
      if (index !== options.index) return tab
      return {
        ...tab,
        ...(text !== undefined && { text: String(text) }),
        ...(iconPath !== undefined && { icon: String(iconPath) }),
        ...(selectedIconPath !== undefined && { selectedIcon: String(selectedIconPath) }),
      }
    })
    changeTabBar({ tabs })
  }

  return {
    showToast: ({ title, icon, duration, mask }) =>
      toast(String(title), String(icon), Number(duration), mask === true),
    // One tells the other away, as on the phone.
    hideToast() {
      hideToast()
      screen.loading = undefined
    },
    showLoading({ title, mask }) {
      hideToast()
      screen.loading = { title: String(title), icon: 'loading', mask: mask === true }
    },
    hideLoading() {
      screen.loading = undefined
    },
    setClipboardData: () => toast('内容已复制', 'success'),
    makePhoneCall: ({ phoneNumber }) =>
      toast(`A phone would call ${String(phoneNumber)} now`, 'none', 2500),
    vibrateShort: () => shake(30),
    vibrateLong: () => shake(400),
    previewImage({ urls, current }) {
      screen.preview = { urls: (urls as unknown[]).map(String), current: String(current) }
    },
    setNavigationBarTitle: ({ title }) => change({ title: String(title) }),
    setNavigationBarColor: ({ frontColor, backgroundColor }) =>
      change({
        front: String(frontColor).toLowerCase() === '#000000' ? 'black' : 'white',
        background: String(backgroundColor),
      }),
    showNavigationBarLoading: () => change({ loading: true }),
    hideNavigationBarLoading: () => change({ loading: false }),
    hideHomeButton: () => change({ homeHidden: true }),
    pageScrollTo: ({ scrollTop, duration }) =>
      change({ scrollTo: { top: Number(scrollTop), duration: Number(duration) } }),
    startPullDownRefresh: pullDown,
    stopPullDownRefresh: () => change({ refreshing: false }),
    hideTabBar() {
      screen.tabBarHidden = true
    },
    showTabBar() {
      screen.tabBarHidden = false
    },
    setTabBarBadge({ index, text }) {
      screen.badges[Number(index)] = { text: String(text) }
    },
    removeTabBarBadge({ index }) {
      delete screen.badges[Number(index)]
    },
    showTabBarRedDot({ index }) {
      screen.badges[Number(index)] = { dot: true }
    },
    hideTabBarRedDot({ index }) {
      delete screen.badges[Number(index)]
    },
    setTabBarItem: changeTab,
    setTabBarStyle({ color, selectedColor, backgroundColor, borderStyle }) {
      changeTabBar({
        ...(color !== undefined && { color: String(color) }),
        ...(selectedColor !== undefined && { selectedColor: String(selectedColor) }),
        ...(backgroundColor !== undefined && { background: String(backgroundColor) }),
        ...(borderStyle !== undefined && { border: borderColor(borderStyle) }),
      })
    },
  }
}
