/**
 * What an expression is worth, as far as reading tells.
 */
import type { Place } from './finding.js'

/** A value that is written in the code. */
export type Plain = string | number | boolean | null | undefined

/** What an unknown value is at least known to be. */
export type TypeName = 'string' | 'number' | 'boolean' | 'object' | 'function'

/**
 * The objects that hold a platform's API; `tt` is ours. `bundle` is what a bundler's module function
 * or a build's own common file gives: with such methods most likely Taro or uni-app.
 */
export type ApiRoot = 'tt' | 'wx' | 'uni' | 'my' | 'Taro' | 'bundle'

/** A value. `at` is where it is written. */
export type Value = { readonly at: Place } & (
  | { readonly kind: 'known'; readonly value: Plain }
  /** A concatenation that is not known as a whole. */
  | { readonly kind: 'text'; readonly parts: readonly Value[] }
  /** `open`: it can have more entries than those. */
  | {
      readonly kind: 'object'
      readonly entries: ReadonlyMap<string, Value>
      readonly open: boolean
      /** Objects that are spread into it, and are still to be learned of. */
      readonly rest: readonly Spread[]
    }
  | { readonly kind: 'array' }
  /** One of several. */
  | {
      readonly kind: 'choice'
      readonly options: readonly Value[]
      /** The first one holds unless it is falsy, null or undefined, undefined. */
      readonly unless?: Unless
    }
  | { readonly kind: 'function'; readonly id: string }
  | {
      readonly kind: 'class'
      /** What `new` makes of it. */
      readonly instance: Value
      readonly statics: ReadonlyMap<string, Value>
    }
  | { readonly kind: 'param'; readonly function: string; readonly index: number }
  | { readonly kind: 'member'; readonly of: Value; readonly key: string }
  | { readonly kind: 'call'; readonly callee: Value; readonly args: readonly Value[] }
  /** What another file exports. */
  | { readonly kind: 'module'; readonly source: string; readonly from: string }
  | { readonly kind: 'api'; readonly root: ApiRoot }
  /** globalThis and its kin. */
  | { readonly kind: 'global' }
  /** What getApp() gives. */
  | { readonly kind: 'app' }
  | { readonly kind: 'unknown'; readonly type?: TypeName }
)

/** When the second of two values takes the first one's place: `a || b`, `a ?? b`, `a = b` as a default. */
export type Unless = 'falsy' | 'nullish' | 'undefined'

/** The first value, or the second where that is missing. */
export function orElse(left: Value, unless: Unless, right: Value, at: Place): Value {
  if (left.kind === 'known') {
    const { value } = left
    const missing =
      unless === 'falsy' ? !value : unless === 'nullish' ? value == null : value === undefined
    return missing ? right : left
  }
  if (isOpen(left)) return { kind: 'choice', options: [left, right], unless, at }
  return choice([left, right], at)
}

/** An object that is spread into another one. */
export interface Spread {
  readonly value: Value
  /** The keys that stand before it, which it replaces. */
  readonly over: ReadonlySet<string>
}

/** A value that reading doesn't tell. */
export function unknown(at: Place, type?: TypeName): Value {
  return { kind: 'unknown', at, type }
}

/** A value that is written out. */
export function known(value: Plain, at: Place): Value {
  return { kind: 'known', value, at }
}

const mostOptions = 24

/** One of several values; flat, and one where they are one. */
export function choice(options: readonly Value[], at: Place): Value {
  const flat = options.flatMap((option) => (option.kind === 'choice' ? option.options : [option]))
  const [only] = flat
  if (flat.length === 1 && only !== undefined) return only
  // More than anyone writes by hand: the rest is not looked at, and told so.
  const some = flat.length > mostOptions ? [...flat.slice(0, mostOptions), unknown(at)] : flat
  return { kind: 'choice', options: some, at }
}

/** Joins two values with `+`. */
export function plus(left: Value, right: Value, at: Place): Value {
  if (left.kind === 'known' && right.kind === 'known') {
    const sum = (left.value as string) + (right.value as string)
    return known(sum, typeof left.value === 'string' ? left.at : at)
  }
  if (left.kind === 'choice') {
    return choice(
      left.options.map((option) => plus(option, right, at)),
      at,
    )
  }
  if (!isText(left) && !isText(right)) {
    // The sum of two parameters can still turn out to be a URL.
    if (!isOpen(left) && !isOpen(right)) return unknown(at)
  }
  return text([left, right], left.at)
}

/** Joins values as a template does. */
export function text(parts: readonly Value[], at: Place): Value {
  const flat: Value[] = []
  for (const part of parts.flatMap((one) => (one.kind === 'text' ? one.parts : [one]))) {
    const before = flat.at(-1)
    if (part.kind === 'known' && before?.kind === 'known') {
      flat[flat.length - 1] = known(`${before.value}${part.value}`, before.at)
    } else if (!(part.kind === 'known' && part.value === '')) {
      flat.push(part)
    }
  }
  const [only] = flat
  if (flat.length === 0) return known('', at)
  if (flat.length === 1 && only?.kind === 'known') return known(String(only.value), only.at)
  return { kind: 'text', parts: flat, at }
}

function isText(value: Value): boolean {
  return value.kind === 'text' || (value.kind === 'known' && typeof value.value === 'string')
}

/** Whether more can be learned of it from other files or from callers. */
export function isOpen(value: Value): boolean {
  return ['param', 'member', 'call', 'module', 'app'].includes(value.kind)
}

/** The possible values, each on its own. */
export function options(value: Value): readonly Value[] {
  return value.kind === 'choice' ? value.options : [value]
}

/** What `typeof` would say at the least; undefined where that is open. */
export function typeOf(value: Value): TypeName | 'undefined' | 'null' | undefined {
  switch (value.kind) {
    case 'known':
      return value.value === null ? 'null' : (typeof value.value as TypeName | 'undefined')
    case 'text':
      return value.parts.some((part) => typeOf(part) === 'string') ? 'string' : undefined
    case 'object':
    case 'array':
      return 'object'
    case 'function':
    case 'class':
      return 'function'
    case 'unknown':
      return value.type
    default:
      return undefined
  }
}
