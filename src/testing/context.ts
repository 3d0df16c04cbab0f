/**
 * The realm of a mini-program in Node: a `node:vm` context, which has the language and nothing of Node.
 */
import { compileFunction, createContext, runInContext } from 'node:vm'
import type { AppFunction, Realm } from '../runtime/platform.js'

/** A realm, and how code is compiled in it. */
export interface NodeRealm extends Realm {
  /** Compiles code that is called as `file` in stack traces. */
  compile(code: string, file: string, names: readonly string[]): AppFunction
}

/** Makes a realm of its own. Code made of strings is forbidden there, as on the phone. */
export function createRealm(): NodeRealm {
  const context = createContext(
    {},
    { name: 'mini-program', codeGeneration: { strings: false, wasm: false } },
  )
  const global = runInContext('globalThis', context) as NodeRealm['global']
  // The phone's engines have neither.
  delete global.WebAssembly
  delete global.console
  const wrap = runInContext(
    '(run) => function (...values) { return run(this, values) }',
    context,
  ) as (run: unknown) => AppFunction
  return {
    global,
    makeFunction: wrap,
    compile: (code, file, names) =>
      compileFunction(code, [...names], { filename: file, parsingContext: context }) as AppFunction,
  }
}

/** Compiles in the realm that this runs in. */
export function compileHere(code: string, file: string, names: readonly string[]): AppFunction {
  return compileFunction(code, [...names], { filename: file }) as AppFunction
}
