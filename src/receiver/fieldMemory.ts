/** Bytes of fields that all uploads of a receiver may hold together. */
const mostHeld = 64 * 1024 * 1024
/** What each upload may hold whatever the others do. */
const alwaysFree = 64 * 1024

/** Counts the bytes of fields of one upload. */
export interface FieldShare {
  /** Takes bytes more; the limit of all where they would be too many. */
  take(bytes: number): number | undefined
  /** Gives all of them back, once the upload has had its answer. */
  release(): void
}

/**
 * What all uploads of a receiver hold in memory of fields, which can't wait for a disk: past a limit
 * the ones that want more are refused. One upload alone may always have what its own limit says.
 */
export function createFieldMemory(fieldsSize: number): () => FieldShare {
  const limit = Math.max(mostHeld, fieldsSize)
  let held = 0
  return () => {
    let own = 0
    return {
      take(bytes) {
        own += bytes
        held += bytes
        return held > limit && own > alwaysFree ? limit : undefined
      },
      release() {
        held -= own
        own = 0
      },
    }
  }
}

/**
 * Gathers the bytes of a text. They are copied: a sender may send them one by one, and a list of
 * such chunks takes some 200 times their size.
 */
export function createGatherer() {
  let bytes = Buffer.alloc(0)
  let size = 0
  return {
    add(chunk: Buffer) {
      if (size + chunk.length > bytes.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, size + chunk.length))
        bytes.copy(larger, 0, 0, size)
        bytes = larger
      }
      chunk.copy(bytes, size)
      size += chunk.length
    },
    get size() {
      return size
    },
    text: () => bytes.toString('utf8', 0, size),
  }
}
