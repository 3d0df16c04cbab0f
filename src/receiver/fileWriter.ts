import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { WriteMemory } from './writeMemory.js'

/** Bytes of one write: with fewer, the way to the disk and back costs more than the writing. */
const batch = 256 * 1024
/** What a chunk costs beside its bytes, near enough: a sender may send them one by one. */
const chunkCost = 256

/** Takes the bytes of a file. */
export interface FileWriter {
  /** The disk is behind: no more should come until `onRelief`. */
  readonly full: boolean
  /** Takes bytes, whatever `full` says. */
  write(chunk: Buffer): void
  /** Resolves when all is on its way to the disk and the file is closed; rejects as the stream fails. */
  end(): Promise<void>
}

/**
 * Writes a file in few large pieces: one is on its way to the disk while the next is gathered. In a
 * crowd each chunk goes at once, so that what is held in memory is always about to leave it.
 */
export function createFileWriter(
  stream: Writable,
  memory: WriteMemory,
  onRelief: () => void,
): FileWriter {
  let gathered: Buffer[] = []
  let gatheredCost = 0
  /** Of all that is gathered or under way. */
  let cost = 0
  const isFull = () => cost >= 2 * batch
  const release = (bytes: number) => {
    cost -= bytes
    memory.release(bytes)
    if (!isFull()) onRelief()
  }
  const takeGathered = () => {
    const taken = { chunks: gathered, bytes: gatheredCost }
    gathered = []
    gatheredCost = 0
    return taken
  }
  const flush = () => {
    const { chunks, bytes } = takeGathered()
    const last = chunks.pop()
    if (last === undefined) return
    stream.cork()
    for (const chunk of chunks) stream.write(chunk)
    // Called in any case: a stream that is destroyed calls with an error.
    stream.write(last, () => release(bytes))
    stream.uncork()
  }
  stream.once('close', () => release(takeGathered().bytes))

  return {
    get full() {
      return isFull()
    },
    write(chunk) {
      if (stream.destroyed) return
      const added = chunk.length + chunkCost
      gathered.push(chunk)
      gatheredCost += added
      cost += added
      memory.hold(added)
      // Who waits for relief must have all of it under way, or none would come.
      if (gatheredCost >= batch || isFull() || memory.crowded) flush()
    },
    end() {
      flush()
      const whole = finished(stream)
      stream.end()
      return whole
    },
  }
}
