/** Bytes on their way to the disk, of all uploads, past which no upload is read. */
const mostHeld = 8 * 1024 * 1024
/** Past this none gathers any more: were all memory gathered, there would be nothing to wait for. */
const crowd = 2 * 1024 * 1024
/** How many uploads are let in at a time: about as many as fill half of the memory with what waits. */
const batchOfUploads = 32

/** An upload that can be held back. */
export interface Sender {
  holdBack(): void
  letGo(): void
}

/**
 * What all uploads of a receiver hold in memory on their way to the disk. When it is too much they
 * all wait in the kernel's buffers, and come back in turn: so hundreds take no more than a few do.
 */
export interface WriteMemory {
  /** Whether a file should write what it has at once. */
  readonly crowded: boolean
  hold(bytes: number): void
  release(bytes: number): void
  /** Has a sender take part, until the function that comes back is called. */
  join(sender: Sender): () => void
}

export function createWriteMemory(): WriteMemory {
  let held = 0
  let admitting = false
  const running = new Set<Sender>()
  // In the order in which they were held back.
  const waiting = new Set<Sender>()

  const admit = () => {
    admitting = false
    if (held > mostHeld / 2) return
    let left = batchOfUploads
    for (const sender of waiting) {
      if (left-- === 0) break
      waiting.delete(sender)
      running.add(sender)
      sender.letGo()
    }
    // Some of them may have nothing to say: it is not they who call the next.
    admitLater()
  }
  const admitLater = () => {
    if (admitting || waiting.size === 0) return
    admitting = true
    setImmediate(admit)
  }

  return {
    get crowded() {
      return held > crowd
    },
    hold(bytes) {
      held += bytes
      if (held <= mostHeld) return
      for (const sender of running) {
        waiting.add(sender)
        sender.holdBack()
      }
      running.clear()
    },
    release(bytes) {
      held -= bytes
      if (held <= mostHeld / 2) admitLater()
    },
    join(sender) {
      if (held <= mostHeld) running.add(sender)
      else {
        waiting.add(sender)
        sender.holdBack()
      }
      return () => {
        running.delete(sender)
        waiting.delete(sender)
      }
    },
  }
}
