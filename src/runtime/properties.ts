/**
 * A component's properties: their types, their defaults, and what a value becomes on its way in.
 */
import type { AppFunction, AppObject, Intrinsics } from './platform.js'

/** A property as its component declares it. */
export interface Property {
  readonly types: readonly PropertyType[]
  readonly value: unknown
  /** Told of a change; a function, or the name of a method. */
  readonly observer: AppFunction | string | undefined
}

type PropertyType = 'String' | 'Number' | 'Boolean' | 'Object' | 'Array' | 'any'

const known: readonly string[] = ['String', 'Number', 'Boolean', 'Object', 'Array']

/** Reads a declaration: a type alone, or `{ type, optionalTypes, value, observer }`. */
export function readProperty(declared: unknown, make: Intrinsics): Property {
  if (typeof declared !== 'object' || declared === null) {
    const type = typeOf(declared, make)
    return { types: [type], value: defaultOf(type), observer: undefined }
  }
  const { type, optionalTypes, value, observer } = declared as AppObject
  const others = Array.isArray(optionalTypes) ? optionalTypes : []
  const first = typeOf(type, make)
  return {
    types: [first, ...others.map((other) => typeOf(other, make))],
    value: value === undefined ? defaultOf(first) : value,
    observer: observer as AppFunction | string | undefined,
  }
}

function typeOf(type: unknown, make: Intrinsics): PropertyType {
  const found = known.find((name) => type === make[name as 'String'])
  return (found ?? 'any') as PropertyType
}

function defaultOf(type: PropertyType): unknown {
  const defaults = { String: '', Number: 0, Boolean: false, Array: [], Object: null, any: null }
  return defaults[type]
}

/** A value as the property holds it: of its type, converted where that can be, else its default. */
export function fitProperty({ types, value: standard }: Property, value: unknown): unknown {
  if (value === undefined) return standard
  if (types.some((type) => fits(type, value))) return value
  const [type] = types
  if (type === 'String' && (typeof value === 'number' || typeof value === 'boolean')) {
    return String(value)
  }
  if (type === 'Number' && value !== null && value !== '' && Number.isFinite(Number(value))) {
    return Number(value)
  }
  if (type === 'Boolean') return Boolean(value)
  return standard
}

function fits(type: PropertyType, value: unknown): boolean {
  if (type === 'any') return true
  if (type === 'Array') return Array.isArray(value)
  if (type === 'Object') return typeof value === 'object' && !Array.isArray(value)
  return typeof value === type.toLowerCase()
}
