/**
 * app.json: the pages, the components and what else it names.
 */
import { numberProblem } from './checkCalls.js'
import type { Place } from './finding.js'
import { items, type JsonNode, type JsonObject, member, stringOf } from './json.js'
import type { Notes } from './notes.js'
import type { Paths } from './paths.js'

/** What app.json names. */
export interface Manifest {
  /** Pages, from the folder, without extension. */
  readonly pages: readonly string[]
  /** Roots of sub-packages, from the folder, with a slash at the end. */
  readonly packages: readonly string[]
  /** Folders of scripts for workers. */
  readonly workers: string | undefined
}

interface Named {
  readonly path: string
  readonly at: Place
}

/** Most bytes of a tab's icon. */
const mostIcon = 40 * 1024

/** Checks app.json, and tells what it names. */
export function readManifest(
  json: JsonNode,
  paths: Paths,
  sizes: ReadonlyMap<string, number>,
  notes: Notes,
): Manifest {
  const { root } = paths
  const named: Named[] = strings(member(json, 'pages'), 'pages', notes)
  const mainPages = new Set(named.map(({ path }) => plain(path)))
  const packages: string[] = []
  for (const item of items(member(json, 'subPackages') ?? member(json, 'subpackages'))) {
    const folder = plain(stringOf(member(item, 'root')) ?? '').replace(/\/+$/, '')
    if (folder === '') {
      notes.add('json-broken', item.at, 'a sub-package has no root')
      continue
    }
    packages.push(`${root}${folder}/`)
    for (const { path, at } of strings(member(item, 'pages'), 'pages', notes)) {
      named.push({ path: `${folder}/${plain(path)}`, at })
    }
  }
  if (named.length === 0) notes.add('json-broken', json.at, 'app.json names no pages')

  const pages = new Map<string, Place>()
  for (const { path, at } of named) {
    const page = plain(path)
    const before = pages.get(page)
    if (before !== undefined) {
      notes.add('page-twice', at, `${page} is named twice`, { related: [before] })
      continue
    }
    pages.set(page, at)
    checkPage(page, at, paths, notes)
  }

  const checkListed = (
    what: string,
    node: JsonNode | undefined,
    among: { has(page: string): boolean },
  ) => {
    const path = stringOf(node)
    if (node === undefined || path === undefined || path === '') return
    const page = plain(path).replace(/\?.*$/, '')
    if (!among.has(page))
      notes.add('page-unlisted', node.at, `${what} is ${page}, which is not among the pages`)
  }
  checkListed('entryPagePath', member(json, 'entryPagePath'), pages)
  for (const item of items(member(member(json, 'tabBar'), 'list'))) {
    const page = plain(stringOf(member(item, 'pagePath')) ?? '')
    const inPackage = pages.has(page) && !mainPages.has(page)
    checkListed(
      inPackage ? 'a tab of the main package' : 'a tab',
      member(item, 'pagePath'),
      mainPages,
    )
    for (const name of ['iconPath', 'selectedIconPath']) {
      checkIcon(member(item, name), paths, sizes, notes)
    }
  }
  const timeouts = member(json, 'networkTimeout')
  if (timeouts?.value instanceof Map) {
    for (const [name, node] of timeouts.value as JsonObject) {
      const problem =
        typeof node.value === 'number'
          ? numberProblem(node.value)
          : 'is no number, and does not count'
      if (problem !== undefined) notes.add('time-out', node.at, `networkTimeout.${name} ${problem}`)
    }
  }
  const workers = member(json, 'workers')
  return {
    pages: [...pages.keys()].map((page) => root + page),
    packages,
    workers: stringOf(workers) ?? stringOf(member(workers, 'path')),
  }
}

function checkPage(page: string, at: Place, { root, has }: Paths, notes: Notes): void {
  const base = root + page
  const script = has(`${base}.js`) || has(`${base}.ts`)
  const template = has(`${base}.ttml`)
  if (script && template) return
  const missing = script ? '.ttml' : template ? '.js' : 'files'
  notes.add('page-missing', at, `the page ${page} has no ${missing}`)
}

function checkIcon(
  node: JsonNode | undefined,
  { root, has }: Paths,
  sizes: ReadonlyMap<string, number>,
  notes: Notes,
): void {
  const path = stringOf(node)
  if (node === undefined || path === undefined || path === '' || /^[a-z]+:/i.test(path)) return
  const file = root + path.replace(/^(?:\.?\/)+/, '')
  if (!has(file)) {
    notes.add('file-missing', node.at, `the tab's icon ${path} is not there`)
  } else if ((sizes.get(file) ?? 0) > mostIcon) {
    const message = `the tab's icon ${path} has ${sizes.get(file)} bytes; 40 kB is the most`
    notes.add('file-size', node.at, message)
  }
}

/** The components that a JSON file names, as the files they are, without extension. */
export function readComponents(
  file: string,
  json: JsonNode,
  paths: Paths,
  notes: Notes,
  installed: (name: string) => boolean,
): string[] {
  const found: string[] = []
  const table = member(json, 'usingComponents')
  if (table?.value instanceof Map) {
    for (const [tag, node] of table.value as JsonObject) {
      const path = stringOf(node)
      if (path === undefined) {
        notes.add('json-broken', node.at, `usingComponents.${tag} is no path`)
        continue
      }
      // Components of the platform, of plug-ins and of other packages.
      if (path.includes('://')) continue
      const base = paths.component(file, path)
      if (base !== undefined) found.push(base)
      else if (!installed(path)) {
        notes.add('file-missing', node.at, `the component ${tag} is not there: ${path}`)
      }
    }
  }
  return found
}

function strings(node: JsonNode | undefined, name: string, notes: Notes): Named[] {
  if (node === undefined) return []
  if (!Array.isArray(node.value)) {
    notes.add('json-broken', node.at, `${name} must be an array of paths`)
    return []
  }
  return items(node).flatMap((item): Named[] => {
    const path = stringOf(item)
    if (path !== undefined && plain(path) !== '') return [{ path, at: item.at }]
    notes.add('json-broken', item.at, `${name} holds something that is no path`)
    return []
  })
}

function plain(path: string): string {
  return path.replace(/^(?:\.?\/)+/, '')
}
