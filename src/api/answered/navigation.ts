/**
 * Going from page to page (spec 16). There are no pages here yet: each call is told as a host event.
 */
import { type OptionValues, optional } from '../call.js'
import { numbered, type PlainCallbacks } from '../plainApi.js'
import type { Answered, CallTable } from './answered.js'
import { finite } from './read.js'

/** The options of tt.navigateTo, redirectTo and reLaunch. */
export interface NavigateOptions extends PlainCallbacks {
  /** The page's path, with or without parameters: `pages/photo?id=1`. */
  url: string
  /** More parameters, put behind those of `url`; one whose key `url` has already is left out. */
  query?: Readonly<Record<string, unknown>> | null
}

/** The options of tt.switchTab. */
export interface SwitchTabOptions extends PlainCallbacks {
  /** The path of a page of the tab bar, without parameters. */
  url: string
}

/** The options of tt.navigateBack. */
export interface NavigateBackOptions extends PlainCallbacks {
  /** How many pages; 1 by default. */
  delta?: number | null
}

/** These calls; `url` is told with the parameters of `query`. */
export interface NavigationCalls {
  /** Opens a page above this one. */
  navigateTo: Answered<NavigateOptions, { url: string }>
  /** Opens a page in the place of this one. */
  redirectTo: Answered<NavigateOptions, { url: string }>
  /** Closes all pages and opens one. */
  reLaunch: Answered<NavigateOptions, { url: string }>
  /** Goes to a page of the tab bar. */
  switchTab: Answered<SwitchTabOptions, { url: string }>
  /** Goes back. */
  navigateBack: Answered<NavigateBackOptions, { delta: number }>
}

const toPage = {
  options: ['url', 'query'],
  read: (values: OptionValues) => ({
    url: addQuery(readUrl(values), optional(values, 'query', 'object') ?? {}),
  }),
}

/** How they are read. */
export const navigation: CallTable<NavigationCalls> = {
  navigateTo: toPage,
  redirectTo: toPage,
  reLaunch: toPage,
  switchTab: { options: ['url'], read: (values) => ({ url: readUrl(values) }) },
  navigateBack: {
    options: ['delta'],
    read: (values) => ({ delta: finite(values, 'delta', 1) }),
  },
}

/** The number of wrong parameters, as the page of reLaunch has it. */
const wrongParameter = { errNo: 20000 } as const

function readUrl({ url }: OptionValues): string {
  if (typeof url !== 'string') {
    throw numbered(`params.url should be string, but got ${shown(url)}`, wrongParameter)
  }
  if (url === '') throw numbered('url is invalid', wrongParameter)
  return url
}

function shown(value: unknown): string {
  try {
    return String(value)
  } catch {
    return typeof value
  }
}

function addQuery(url: string, query: Readonly<Record<string, unknown>>): string {
  const [, search = ''] = /\?(.*)$/s.exec(url) ?? []
  const known = search.split('&').map((pair) => pair.split('=', 1)[0])
  const more = Object.entries(query)
    .filter(([key, value]) => value !== undefined && !known.includes(key))
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
  if (more.length === 0) return url
  return `${url}${url.includes('?') ? '&' : '?'}${more.join('&')}`
}
