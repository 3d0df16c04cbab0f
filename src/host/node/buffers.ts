/**
 * The memory of running uploads: two buffers each, and a bound on all together. The more uploads
 * run, the smaller they are; a buffer that is too large by now is given up once it was sent.
 */

/** Bytes of one buffer: at most, and where memory is short. */
const most = 2 * 1024 * 1024
const least = 4 * 1024
/**
 * Bytes of all buffers of all running uploads: less than the 32 MiB that they may take, for what was
 * given up for smaller ones is there until it is collected.
 */
const budget = 22 * 1024 * 1024
/** Of them those that are left to uploads that begin while others hold what they have. */
const reserve = 4 * 1024 * 1024
/** Bytes of a buffer that begins so. */
const beginning = 16 * 1024
/** Bytes of small buffers that wait to be used again, at most. */
const spareSmall = 2 * 1024 * 1024

/** Uploads that hold two buffers. */
let running = 0
let used = 0
const spare: Uint8Array[] = []
let smallBytes = 0
const small = new Map<number, Uint8Array[]>()

/** The buffers of one upload. */
export interface Buffers {
  take(): Uint8Array
  /** The same buffer, or one in its place whose size is right by now. Nothing must use it any more. */
  refit(buffer: Uint8Array): Uint8Array
  /**
   * Gives back all that were taken.
   *
   * @param reusable false where the system may still read from them: then they go to the collector
   */
  end(reusable: boolean): void
}

/** Opens the buffers of an upload that sends so many bytes. Two are what it takes. */
export function openBuffers(length: number): Buffers {
  const taken = new Set<Uint8Array>()
  running += 1

  /** What a buffer should have now, beside all others that are in use. */
  function right(others: number): number {
    const fair = (budget - reserve) / (2 * running)
    let size = most
    while (size > beginning && (size >= length || size > fair)) size /= 2
    while (size > beginning && others + size > budget - reserve) size /= 2
    while (size > least && others + size > budget) size /= 2
    return size
  }
  function take(size: number) {
    const index = spare.findIndex((buffer) => buffer.byteLength === size)
    const buffer = index < 0 ? Buffer.allocUnsafeSlow(size) : spare.splice(index, 1)[0]!
    used += size
    taken.add(buffer)
    return buffer
  }
  function giveBack(buffer: Uint8Array, reusable: boolean) {
    taken.delete(buffer)
    used -= buffer.byteLength
    if (reusable && buffer.byteLength === most && spare.length < 2) spare.push(buffer)
  }

  return {
    take: () => take(right(used)),
    refit(buffer) {
      const size = right(used - buffer.byteLength)
      // Not for every upload that comes or goes.
      if (size >= buffer.byteLength && size < buffer.byteLength * 4) return buffer
      giveBack(buffer, true)
      return take(size)
    },
    end(reusable) {
      running -= 1
      for (const buffer of taken) giveBack(buffer, reusable)
    },
  }
}

/** Takes a buffer for a small body, of at least this length; give it back by {@link releaseSmall}. */
export function takeSmall(length: number): Uint8Array {
  let size = beginning
  while (size < length) size *= 2
  used += size
  const buffer = small.get(size)?.pop()
  if (buffer === undefined) return Buffer.allocUnsafeSlow(size)
  smallBytes -= size
  return buffer
}

/** Gives a small buffer back; one that is not `reusable` goes to the collector. */
export function releaseSmall(buffer: Uint8Array, reusable: boolean): void {
  const size = buffer.byteLength
  used -= size
  if (!reusable || smallBytes + size > spareSmall) return
  const list = small.get(size)
  if (list === undefined) small.set(size, [buffer])
  else list.push(buffer)
  smallBytes += size
}
