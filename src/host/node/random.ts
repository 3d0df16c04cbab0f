import { randomFillSync } from 'node:crypto'

/** Bytes that are drawn at once: a call for each few takes longer than what it draws. */
const atOnce = 4096
let drawn: Uint8Array | undefined
let used = 0

/** Random bytes for names and boundaries, none of them given twice. */
export function random(length: number): Uint8Array {
  if (length > atOnce) return randomFillSync(new Uint8Array(length))
  if (drawn === undefined || used + length > atOnce) {
    drawn = randomFillSync(drawn ?? new Uint8Array(atOnce))
    used = 0
  }
  used += length
  return drawn.slice(used - length, used)
}
