/**
 * How a page's window looks: app.json's `window`, and what the page's own json says otherwise.
 */
import type { Bundle } from '../../protocol/bundle.js'

/** The colour of what stands on a bar. */
export type Front = 'black' | 'white'

/** What is known of it before the page says more. */
export interface WindowConfig {
  readonly title: string
  readonly background: string
  readonly front: Front
  readonly custom: boolean
  readonly transparent: 'none' | 'always' | 'auto'
  readonly pageBackground: string
  /** Of the dots that are shown while a page is pulled down. */
  readonly dots: 'dark' | 'light'
  readonly pullDown: boolean
  readonly scrolls: boolean
  /** Pixels from the end. */
  readonly reachBottom: number
}

/** Reads it for a page; defaults as the platform has them [feishu]. */
export function readWindow(bundle: Bundle, route: string): WindowConfig {
  const config: Readonly<Record<string, unknown>> = {
    ...fields(bundle.app.window),
    ...bundle.parts[route]?.config,
  }
  const text = (name: string, fallback: string) =>
    typeof config[name] === 'string' ? (config[name] as string) : fallback
  const transparent = text('transparentTitle', 'none')
  return {
    title: text('navigationBarTitleText', ''),
    background: text('navigationBarBackgroundColor', '#000000'),
    front: text('navigationBarTextStyle', 'white') === 'black' ? 'black' : 'white',
    custom: config.navigationStyle === 'custom',
    transparent: transparent === 'always' || transparent === 'auto' ? transparent : 'none',
    pageBackground: text('backgroundColor', '#ffffff'),
    dots: text('backgroundTextStyle', 'dark') === 'light' ? 'light' : 'dark',
    pullDown: config.enablePullDownRefresh === true || config.enablePullDownRefresh === 'true',
    scrolls: config.disableScroll !== true,
    reachBottom: Number(config.onReachBottomDistance ?? 50) || 0,
  }
}

/** A tab of the tab bar. */
export interface Tab {
  readonly path: string
  readonly text: string
  readonly icon: string | undefined
  readonly selectedIcon: string | undefined
}

/** The tab bar. */
export interface TabBarConfig {
  readonly tabs: readonly Tab[]
  readonly color: string
  readonly selectedColor: string
  readonly background: string
  readonly border: string
  readonly atTop: boolean
  readonly custom: boolean
}

/** app.json's `tabBar`; undefined where there is none. */
export function readTabBar(app: Bundle['app']): TabBarConfig | undefined {
  if (typeof app.tabBar !== 'object' || app.tabBar === null) return undefined
  const config = fields(app.tabBar)
  const text = (name: string, fallback: string) => String(config[name] || fallback)
  return {
    tabs: (Array.isArray(config.list) ? config.list : []).map((item) => readTab(fields(item))),
    color: text('color', '#8a8b91'),
    selectedColor: text('selectedColor', '#161823'),
    background: text('backgroundColor', '#ffffff'),
    border: borderColor(config.borderStyle),
    atTop: config.position === 'top',
    custom: config.custom === true,
  }
}

/** A tab as app.json and setTabBarItem write it. */
function readTab(item: Readonly<Record<string, unknown>>): Tab {
  const path = (name: string) => (item[name] ? String(item[name]) : undefined)
  return {
    path: String(item.pagePath ?? '').replace(/^\/+/, ''),
    text: String(item.text ?? ''),
    icon: path('iconPath'),
    selectedIcon: path('selectedIconPath') ?? path('iconPath'),
  }
}

/** The line between tabs and page. */
export function borderColor(style: unknown): string {
  return style === 'white' ? '#ffffff' : '#e6e6e6'
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
