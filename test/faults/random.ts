/** Chance that repeats: the same seed draws the same numbers, on every machine. */

/** Draws numbers. */
export interface Random {
  /** From 0 up to 1, without it. */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  /** The same, with small ones as likely as large ones: each doubling gets its share. */
  skewed(least: number, most: number): number
  chance(share: number): boolean
  pick<Value>(values: readonly Value[]): Value
  /** One of the values, as often as its weight says. */
  weighted<Value>(values: readonly (readonly [value: Value, weight: number])[]): Value
  bytes(length: number): Buffer
}

/** Makes the numbers that belong to a seed and, below it, to any numbers of its parts. */
export function createRandom(seed: number, ...parts: readonly number[]): Random {
  let state = parts.reduce((sum, part) => mix(sum ^ mix(part)), mix(seed))

  // mulberry32, by Tommy Ettinger.
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
  function between(least: number, most: number): number {
    return least + Math.floor(next() * (most - least + 1))
  }

  return {
    next,
    between,
    skewed(least, most) {
      const exponent = next() * Math.log2(most - least + 2)
      return Math.min(most, least + Math.floor(2 ** exponent) - 1)
    },
    chance: (share) => next() < share,
    pick: (values) => values[between(0, values.length - 1)]!,
    weighted(values) {
      let at = next() * values.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of values) {
        at -= weight
        if (at < 0) return value
      }
      return values.at(-1)![0]
    },
    bytes(length) {
      const bytes = Buffer.alloc(length)
      for (let index = 0; index < length; index += 1) bytes[index] = between(0, 255)
      return bytes
    },
  }
}

/** Spreads a number over all 32 bits, so that neighbours have nothing in common. */
function mix(value: number): number {
  let mixed = (value ^ Math.floor(value / 4_294_967_296)) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16) ^ 0x9e3779b9
}
