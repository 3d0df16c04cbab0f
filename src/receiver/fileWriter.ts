import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** Bytes of one write: with fewer, the way to the disk and back costs more than the writing. */
const batch = 256 * 1024
/** Bytes under way, of all files, from which on none gathers any more: the memory is for the crowd. */
const crowd = 2 * 1024 * 1024
/** Bytes under way, of all files, from which on each file waits for the disk after each chunk. */
const mostHeld = 16 * 1024 * 1024
/** What a chunk costs beside its bytes, near enough: a sender may send them one by one. */
const chunkCost = 256
/** No smaller than what Node reads at once. */
const slabSize = 64 * 1024

/** The memory that all files of a receiver share on their way to the disk. */
export interface WriteMemory {
  /** Bytes that are gathered or under way. */
  readonly held: number
  hold(bytes: number): void
  release(bytes: number): void
  /**
   * A piece of memory to copy a chunk into; undefined where all are in use. A chunk that lives until
   * the disk has it outlives the collector's quick rounds, and hundreds of them pile up as garbage.
   */
  takeSlab(): Buffer | undefined
  giveSlab(slab: Buffer): void
}

export function createWriteMemory(): WriteMemory {
  let held = 0
  let made = 0
  let free: Buffer[] = []
  return {
    get held() {
      return held
    },
    hold(bytes) {
      held += bytes
    },
    release(bytes) {
      held -= bytes
      if (held > 0) return
      // The crowd has gone.
      made -= free.length
      free = []
    },
    takeSlab() {
      const slab = free.pop()
      if (slab !== undefined || made >= mostHeld / slabSize) return slab
      made += 1
      return Buffer.allocUnsafeSlow(slabSize)
    },
    giveSlab(slab) {
      free.push(slab)
    },
  }
}

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
 * crowd each chunk goes to the disk at once, so that hundreds of files share little memory.
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
  const isFull = () => cost >= 2 * batch || (cost > 0 && memory.held > mostHeld)
  const release = (bytes: number) => {
    cost -= bytes
    memory.release(bytes)
    if (!isFull()) onRelief()
  }
  const gather = (chunk: Buffer) => {
    const added = chunk.length + chunkCost
    gathered.push(chunk)
    gatheredCost += added
    cost += added
    memory.hold(added)
  }
  const takeGathered = () => {
    const taken = { chunks: gathered, bytes: gatheredCost }
    gathered = []
    gatheredCost = 0
    return taken
  }
  const flush = (slab?: Buffer) => {
    const { chunks, bytes } = takeGathered()
    const last = chunks.pop()
    if (last === undefined) return
    stream.cork()
    for (const chunk of chunks) stream.write(chunk)
    // Called in any case: a stream that is destroyed calls with an error.
    stream.write(last, () => {
      if (slab !== undefined) memory.giveSlab(slab)
      release(bytes)
    })
    stream.uncork()
  }
  stream.once('close', () => release(takeGathered().bytes))

  return {
    get full() {
      return isFull()
    },
    write(chunk) {
      if (stream.destroyed) return
      const crowded = memory.held > crowd
      const worthIt = crowded && chunk.length >= slabSize / 4 && chunk.length <= slabSize
      const slab = worthIt ? memory.takeSlab() : undefined
      if (slab === undefined) gather(chunk)
      else {
        slab.set(chunk)
        gather(slab.subarray(0, chunk.length))
      }
      // Who waits for relief must have all of it under way, or none would come.
      if (crowded || gatheredCost >= batch || isFull()) flush(slab)
    },
    end() {
      flush()
      const whole = finished(stream)
      stream.end()
      return whole
    },
  }
}
