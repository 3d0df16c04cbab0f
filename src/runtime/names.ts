/**
 * The names that an expression of TTML may use, and what becomes of its value as text.
 */
import type { AppObject } from './platform.js'

/**
 * All names that an expression may use: an unknown one is undefined, and no global shows through.
 *
 * @param places where they are looked for, the nearest first
 */
export function createNames(places: () => readonly AppObject[]): object {
  return new Proxy(
    {},
    {
      has: (_, name) => typeof name === 'string',
      get(_, name) {
        if (typeof name !== 'string') return undefined
        for (const place of places()) if (Object.hasOwn(place, name)) return place[name]
        return undefined
      },
    },
  )
}

/** A value as a text shows it. */
export function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}
