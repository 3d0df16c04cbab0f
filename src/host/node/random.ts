import { randomFillSync } from 'node:crypto'

/** Bytes that are drawn at once: a call for each few takes longer than what it draws. */
const drawn = new Uint8Array(4096)
let used = drawn.byteLength

/** Random bytes for names and boundaries, none of them given twice. */
export function random(length: number): Uint8Array {
  if (length > drawn.byteLength) return randomFillSync(new Uint8Array(length))
  if (used + length > drawn.byteLength) {
    randomFillSync(drawn)
    used = 0
  }
  used += length
  return drawn.slice(used - length, used)
}
