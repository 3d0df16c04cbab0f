import { randomFillSync } from 'node:crypto'

/** Bytes that are drawn together: a call for each few takes longer than what it draws. */
const poolSize = 4096
let drawn: Uint8Array | undefined
let used = 0

/** Random bytes for names and boundaries, none of them given twice. */
export function random(length: number): Uint8Array {
  if (length > poolSize) return randomFillSync(new Uint8Array(length))
  if (drawn === undefined || used + length > poolSize) {
    drawn = randomFillSync(drawn ?? new Uint8Array(poolSize))
    used = 0
  }
  used += length
  return drawn.slice(used - length, used)
}
