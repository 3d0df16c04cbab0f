/**
 * The memory of running uploads: two buffers each, by the body's size, and a bound on all together.
 */

/** Bytes of one buffer: at most, and where memory is short. */
const most = 2 * 1024 * 1024
const least = 32 * 1024
/** Bytes of all buffers of all running uploads. */
const budget = 32 * 1024 * 1024

/** Bytes of small buffers that wait to be used again, at most. */
const spareSmall = 2 * 1024 * 1024

let used = 0
const spare: Uint8Array[] = []
let smallBytes = 0
const small = new Map<number, Uint8Array[]>()

/** The size of each of two buffers for a body of this length. */
export function bufferSize(length: number): number {
  const half = Math.max(least, Math.ceil(length / 2))
  let size = most
  while (size > least && (size >= half * 2 || size * 4 > budget - used)) size /= 2
  return size
}

/** Takes a buffer; give it back by {@link release} once neither file nor socket uses it. */
export function take(size: number): Uint8Array {
  used += size
  const index = spare.findIndex((buffer) => buffer.byteLength === size)
  return index < 0 ? Buffer.allocUnsafeSlow(size) : spare.splice(index, 1)[0]!
}

/** Gives memory back. A buffer that the system may still read from is left to the collector. */
export function release(buffer: Uint8Array, reusable: boolean): void {
  used -= buffer.byteLength
  if (reusable && buffer.byteLength === most && spare.length < 2) spare.push(buffer)
}

/** Takes a buffer for a small body, of at least this length; give it back by {@link releaseSmall}. */
export function takeSmall(length: number): Uint8Array {
  let size = least / 2
  while (size < length) size *= 2
  const buffer = small.get(size)?.pop()
  if (buffer === undefined) return Buffer.allocUnsafeSlow(size)
  smallBytes -= size
  return buffer
}

/** Gives a small buffer back that nothing uses any more. */
export function releaseSmall(buffer: Uint8Array): void {
  const size = buffer.byteLength
  if (smallBytes + size > spareSmall) return
  const list = small.get(size)
  if (list === undefined) small.set(size, [buffer])
  else list.push(buffer)
  smallBytes += size
}
