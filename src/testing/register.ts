/**
 * `node --import tt-anywhere/register`, and a setup file of Vitest and Jest: a host of what lies in
 * the working directory, and its globals, before any import runs.
 */

import type { Host } from '../host/host.js'
import { createHost } from '../host/node/createHost.js'
import { isProject } from '../host/node/project.js'
import { settleOptions } from '../host/node/settleOptions.js'
import { type InstalledGlobals, installGlobals } from './globals.js'
import type { TestApp } from './openApp.js'

interface Registered {
  readonly host: Host
  readonly uninstall: InstalledGlobals
}

/** One for each global object: it may be imported, and required as well. */
const key = Symbol.for('tt-anywhere.register')

function register(): Registered {
  const { root } = settleOptions({})
  const here = root === undefined && isProject('.')
  const host = createHost(here ? { project: '.' } : {})
  const registered = { host, uninstall: installGlobals(host) }
  Object.defineProperty(globalThis, key, { value: registered, configurable: true })
  closeAtEnd(() => host.close())
  return registered
}

/** Where a test runner tells of the end of a test file it is asked; else the process ends. */
function closeAtEnd(close: () => Promise<void>): void {
  process.once('beforeExit', close)
  if (!(Symbol.for('jest-native-promise') in globalThis)) return
  // Jest runs many files in one process, each with globals of its own.
  const { afterAll } = globalThis as { afterAll?: unknown }
  if (typeof afterAll === 'function') {
    afterAll(close)
    return
  }
  // Its setupFiles run before there are hooks.
  Object.defineProperty(globalThis, 'afterAll', {
    configurable: true,
    enumerable: true,
    get: () => undefined,
    set(value) {
      const plain = { value, writable: true, enumerable: true, configurable: true }
      Object.defineProperty(globalThis, 'afterAll', plain)
      if (typeof value === 'function') value(close)
    },
  })
}

const registered = (globalThis as { [key]?: Registered })[key] ?? register()

/** The host whose tt is on globalThis. */
export const host: Host = registered.host

/** The app that App, Page and Component of imported files register in. */
export const app: TestApp = registered.uninstall.app

/** Takes the globals away again; the host stays open. */
export const uninstall: () => void = registered.uninstall
