/**
 * Puts a host's tt, and what its mini-program's files call, on globalThis.
 */
import type { Host } from '../host/host.js'
import { seamOf } from '../host/seam.js'
import { createImportedApp } from './importedApp.js'
import type { TestApp } from './openApp.js'

/** The options of {@link installGlobals}. */
export interface InstallOptions {
  /** The names that tt gets: `['tt']` by default. */
  as?: readonly string[]
}

/** Takes the globals away again: what was there before is back, to the property's attributes. */
export interface InstalledGlobals {
  (): void
  /**
   * The app that App, Page and Component register in. A page's path is that of the file that called
   * Page(), from the folder of app.json.
   *
   * @example
   * const uninstall = installGlobals(host)
   * await import('../src/pages/photo/photo.js')
   * const page = await uninstall.app.open('/pages/photo/photo?id=7')
   */
  readonly app: TestApp
}

/**
 * Puts tt (under each of its names), App, Page, Component, Behavior, getApp and getCurrentPages on
 * globalThis, for code that a test imports itself. openApp needs none of it.
 *
 * Installed twice, the later one holds; either may be taken away first.
 *
 * @throws {TypeError} where that is no host, a name is none, or a global can't be replaced
 * @example
 * const uninstall = installGlobals(host, { as: ['tt', 'wx', 'uni'] })
 * await import('../src/upload.js')
 * uninstall()
 */
export function installGlobals(host: Host, options: InstallOptions = {}): InstalledGlobals {
  seamOf(host)
  const { as = ['tt'] } = options ?? {}
  if (!Array.isArray(as) || as.length === 0 || !as.every((name) => isName(name))) {
    throw new TypeError(`as must be an array of names, such as ['tt', 'wx'], got ${String(as)}`)
  }
  const { app, globals } = createImportedApp(host)
  const layer = { ...globals, ...Object.fromEntries(as.map((name) => [name, host.tt])) }
  const removeLayer = addLayer(layer)
  return Object.assign(
    () => {
      removeLayer()
      void app.close()
    },
    { app },
  )
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== ''
}

type Layer = Readonly<Record<string, unknown>>

interface Layers {
  /** From the first that was installed on. */
  readonly list: Layer[]
  /** What was there before the first. */
  readonly before: Map<string, PropertyDescriptor | undefined>
}

/** The same in all copies of this package: one may be imported, another required. */
const key = Symbol.for('tt-anywhere.globals')

function addLayer(layer: Layer): () => void {
  const names = Object.keys(layer)
  for (const name of names) {
    const found = Object.getOwnPropertyDescriptor(globalThis, name)
    if (found?.configurable === false && found.writable !== true) {
      throw new TypeError(`globalThis.${name} is there and can't be replaced`)
    }
  }
  const { list, before } = layersOf()
  for (const name of names) {
    if (before.has(name)) continue
    before.set(name, Object.getOwnPropertyDescriptor(globalThis, name))
  }
  list.push(layer)
  show(names)
  return () => {
    const at = list.indexOf(layer)
    if (at < 0) return
    list.splice(at, 1)
    show(names)
  }
}

/** The latest layer that has a name holds; with none of them, what was there before. */
function show(names: readonly string[]): void {
  const { list, before } = layersOf()
  for (const name of names) {
    const layer = list.findLast((one) => Object.hasOwn(one, name))
    const original = before.get(name)
    if (layer !== undefined) {
      const value = layer[name]
      // One that can't be defined anew can be written.
      if (original?.configurable === false) Object.assign(globalThis, { [name]: value })
      else define(name, { value, writable: true, enumerable: true, configurable: true })
      continue
    }
    before.delete(name)
    if (original === undefined) Reflect.deleteProperty(globalThis, name)
    else define(name, original)
  }
  if (list.length === 0) Reflect.deleteProperty(globalThis, key)
}

function define(name: string | symbol, descriptor: PropertyDescriptor): void {
  Object.defineProperty(globalThis, name, descriptor)
}

function layersOf(): Layers {
  const known = (globalThis as { [key]?: Layers })[key]
  if (known !== undefined) return known
  const layers: Layers = { list: [], before: new Map() }
  define(key, { value: layers, configurable: true })
  return layers
}
