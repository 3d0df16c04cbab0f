/**
 * Puts a project's scripts together: what one file takes from another, and what callers give.
 */
import { isApiMember, memberOf, networkNames, replace, substitute } from './evaluate.js'
import type { Place } from './finding.js'
import type { Script } from './readScript.js'
import { type ApiRoot, known, unknown, type Value } from './value.js'

/** The APIs whose options are looked at. */
export type WatchedApi = 'uploadFile' | 'request' | 'downloadFile' | 'connectSocket'

/** A call of an API with what is known of its options. */
export interface ApiCall {
  readonly api: WatchedApi
  readonly root: ApiRoot
  readonly options: Value
  readonly at: Place
}

/** Files in which builds of uni-app and Taro put the framework. */
const commonFiles = /(?:^|\/)(?:common\/)?(vendor|vendors|taro|common)\.js$/

/** How many files a value is followed through. */
const mostHops = 8
/** How many functions stand between who gives a value and the call. */
const mostWrappers = 4
/** Calls that one call in the code is told apart into by its callers. */
const mostVariants = 2000

/**
 * All calls of watched APIs. A call within a function that takes its options from parameters is told
 * once for each caller.
 *
 * @param resolve the file that a `require` or `import` means; undefined where there is none
 */
export function linkCalls(
  scripts: ReadonlyMap<string, Script>,
  resolve: (from: string, source: string) => string | undefined,
): ApiCall[] {
  const app = [...scripts.values()].find((script) => script.app !== undefined)?.app
  const returns = new Map<string, Value>()
  for (const script of scripts.values()) {
    for (const [id, value] of script.returns) returns.set(id, value)
  }

  function linked(value: Value, hops = 0): Value {
    return replace(value, (one) => {
      if (hops > mostHops) return unknown(one.at)
      switch (one.kind) {
        case 'app':
          return app === undefined ? unknown(one.at) : linked(app, hops + 1)
        case 'module':
          return moduleValue(one.from, one.source, one.at, hops)
        case 'member': {
          const { of, key } = one
          if (of.kind !== 'module') return undefined
          return exported(of.from, of.source, key, one.at, hops)
        }
        case 'call': {
          if (one.callee.kind !== 'function') return undefined
          const result = returns.get(one.callee.id)
          if (result === undefined) return unknown(one.at)
          return linked(substitute(result, one.callee.id, one.args), hops + 1)
        }
        default:
          return undefined
      }
    })
  }

  function moduleValue(from: string, source: string, at: Place, hops: number): Value {
    const script = scriptOf(from, source)
    if (script === undefined) return unknown(at)
    const whole = script.exports.get('*')
    if (whole !== undefined && script.exports.size === 1) return linked(whole, hops + 1)
    const entries = new Map<string, Value>()
    for (const [name, value] of script.exports) {
      if (name !== '*') entries.set(name, linked(value, hops + 1))
    }
    return {
      kind: 'object',
      entries,
      open: script.passedOn.length > 0 || whole !== undefined,
      rest: [],
      at,
    }
  }

  function exported(from: string, source: string, key: string, at: Place, hops: number): Value {
    const script = scriptOf(from, source)
    if (script === undefined || hops > mostHops) return unknown(at)
    const named = script.exports.get(key)
    if (named !== undefined) {
      const value = linked(named, hops + 1)
      const common = commonFiles.exec(script.file)?.[1]
      if (value.kind !== 'unknown' || common === undefined) return value
      // What a build's own common file exports under this name is the framework's object.
      return { kind: 'api', root: common === 'vendor' && key === 'index' ? 'uni' : 'bundle', at }
    }
    const whole = script.exports.get('*')
    if (whole !== undefined) {
      const value = linked(whole, hops + 1)
      // `import x from` a CommonJS module is the module itself.
      if (key === 'default' && !(value.kind === 'object' && value.entries.has(key))) return value
      return memberOf(value, key, at)
    }
    for (const next of script.passedOn) {
      const value = exported(script.file, next, key, at, hops + 1)
      if (value.kind !== 'unknown') return value
    }
    if (key === 'default' && script.exports.size > 0) return moduleValue(from, source, at, hops)
    return unknown(at)
  }

  function scriptOf(from: string, source: string): Script | undefined {
    const file = resolve(from, source)
    return file === undefined ? undefined : scripts.get(file)
  }

  const apiCalls: ApiCall[] = []
  const callers = new Map<string, { args: readonly Value[]; at: Place }[]>()
  for (const script of scripts.values()) {
    for (const call of script.calls) {
      const callee = linked(call.callee)
      const args = call.args
      for (const target of callee.kind === 'choice' ? callee.options : [callee]) {
        if (isApiMember(target) && networkNames.has(target.key) && target.of.kind === 'api') {
          const options = linked(args[0] ?? known(undefined, call.at))
          apiCalls.push({
            api: target.key as WatchedApi,
            root: target.of.root,
            options,
            at: call.at,
          })
        } else if (target.kind === 'function') {
          const list = callers.get(target.id)
          if (list === undefined) callers.set(target.id, [{ args, at: call.at }])
          else list.push({ args, at: call.at })
        }
      }
    }
  }

  const result: ApiCall[] = []
  for (const call of apiCalls) {
    let left = mostVariants
    const tell = (options: Value, depth: number, path: ReadonlySet<string>): void => {
      if (left <= 0) return
      const id = firstParam(options, path)
      const known = id === undefined ? undefined : callers.get(id)
      if (id === undefined || known === undefined || depth >= mostWrappers) {
        // A parameter that nobody gives may still be given by another one.
        if (id !== undefined && known === undefined)
          return tell(options, depth, new Set([...path, id]))
        left -= 1
        result.push({ ...call, options })
        return
      }
      for (const { args } of known) {
        const next = linked(
          substitute(
            options,
            id,
            args.map((arg) => linked(arg)),
          ),
        )
        tell(next, depth + 1, new Set([...path, id]))
      }
    }
    tell(call.options, 0, new Set())
  }
  return result
}

/** The first function whose parameter a value depends on. */
function firstParam(value: Value, but: ReadonlySet<string>): string | undefined {
  const first = (values: Iterable<Value>) => {
    for (const one of values) {
      const found = firstParam(one, but)
      if (found !== undefined) return found
    }
    return undefined
  }
  switch (value.kind) {
    case 'param':
      return but.has(value.function) ? undefined : value.function
    case 'text':
      return first(value.parts)
    case 'object':
      return first([...value.entries.values(), ...value.rest.map((spread) => spread.value)])
    case 'choice':
      return first(value.options)
    case 'member':
      return firstParam(value.of, but)
    case 'call':
      return first(value.args)
    default:
      return undefined
  }
}
