/**
 * What a project's JSON files say.
 */
import { parseJson } from '../rules/json.js'
import { componentPlaces } from './components.js'
import { joinPath } from './paths.js'

/** app.json, as far as the logic goes. */
export interface AppManifest {
  /** The pages' paths, those of packages of their own included, the first one first. */
  readonly pages: string[]
  /** Those in the tab bar. */
  readonly tabs: ReadonlySet<string>
  /** Components that every page knows, by tag: the places where each may lie. */
  readonly components: Readonly<Record<string, readonly string[]>>
}

/** The json file of a page or a component. */
export interface PartManifest {
  readonly components: Readonly<Record<string, readonly string[]>>
}

type Json = Record<string, unknown>

/** Reads a JSON file of the project; undefined where there is none. Throws naming the file. */
export function readJson(path: string, read: (path: string) => string | undefined): unknown {
  const text = read(path)
  return text === undefined ? undefined : parseJson(path, text)
}

/** Reads app.json. Throws where it is missing or names no page, unless `open` has pages come later. */
export function readManifest(
  read: (path: string) => string | undefined,
  open = false,
): AppManifest {
  const json = readJson('app.json', read)
  if (json === undefined && !open) throw new Error('the project has no app.json')
  const { pages, subPackages, subpackages, tabBar, usingComponents } = record(json)
  const packages = list(subPackages ?? subpackages).map(record)
  const all = [
    ...list(pages).map(String),
    ...packages.flatMap(({ root, pages: inside }) =>
      list(inside).map((page) => joinPath('', `/${String(root)}/${String(page)}`)),
    ),
  ].map(plainPath)
  if (all.length === 0 && !open) throw new Error('app.json names no pages')
  const tabs = list(record(tabBar).list).map((item) => plainPath(String(record(item).pagePath)))
  return { pages: all, tabs: new Set(tabs), components: componentsOf(usingComponents, 'app') }
}

/** Reads the json file beside a page or a component. */
export function readPart(path: string, read: (path: string) => string | undefined): PartManifest {
  const json = record(readJson(`${path}.json`, read))
  return { components: componentsOf(json.usingComponents, path) }
}

function componentsOf(value: unknown, from: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(record(value)).map(([tag, path]) => [tag, componentPlaces(from, String(path))]),
  )
}

/** A page's path without the slash before it and the extension behind it. */
export function plainPath(path: string): string {
  return path.replace(/^\/+/, '').replace(/\.html$/, '')
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
