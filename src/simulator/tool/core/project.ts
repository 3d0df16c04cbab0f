/**
 * What the server has of the project: its bundle, its pages, and the script of the logic.
 */
import type { Bundle } from '../../protocol/bundle.js'
import type { PageInfo } from '../../protocol/logic.js'

/** GETs the bundle as it is now. @throws {Error} saying what to do, where there is none */
export async function loadBundle(url: string): Promise<Bundle> {
  return (await get(url, 'the compiled project')).json() as Promise<Bundle>
}

let logic: Promise<string> | undefined

/** GETs the script of the logic, once. */
export function loadLogic(): Promise<string> {
  logic ??= get(new URL('../logic.js', location.href).href, "the logic's script")
    .then((response) => response.text())
    .catch((error: unknown) => {
      logic = undefined
      throw error
    })
  return logic
}

async function get(url: string, what: string): Promise<Response> {
  const response = await fetch(url, { cache: 'no-store' }).catch(() => undefined)
  if (response === undefined) throw new Error(`The server did not answer for ${what}.`)
  if (response.ok) return response
  const told = await response.text()
  throw new Error(told.trim() || `The server answered ${response.status} for ${what}.`)
}

interface SubPackage {
  readonly root?: unknown
  readonly pages?: unknown
}

/** The pages of app.json, those of its subpackages included, in their order. */
export function pagesOf(app: Readonly<Record<string, unknown>>): string[] {
  const own = texts(app.pages)
  const subPackages = app.subPackages ?? app.subpackages
  const more = (Array.isArray(subPackages) ? (subPackages as SubPackage[]) : []).flatMap(
    ({ root, pages }) =>
      texts(pages).map((page) => `${String(root ?? '').replace(/^\/|\/$/g, '')}/${page}`),
  )
  return [...own, ...more].map((page) => page.replace(/^\//, ''))
}

const texts = (value: unknown) =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

/**
 * The address that opens a page as it is open now. What stands in an address reaches the page as it
 * is written, its percent signs too; only what would end a value is written otherwise.
 */
export function urlOf({ route, query }: PageInfo): string {
  const written = (value: unknown) => String(value).replace(/[&#]/g, encodeURIComponent)
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${written(value)}`)
  return pairs.length === 0 ? route : `${route}?${pairs.join('&')}`
}
