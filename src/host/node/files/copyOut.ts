/**
 * What is read out of the sandbox whole, or copied.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { OpenFile } from '../../../platform.js'
import { StoreError } from './errors.js'

/** Bytes that are copied at a time. */
const copyPiece = 1024 * 1024

/** All bytes of a file; closes it. */
export function readWhole(file: OpenFile): Uint8Array {
  try {
    const whole = new Uint8Array(file.size)
    return whole.subarray(0, file.readNow(whole, 0))
  } finally {
    file.close()
  }
}

/** Copies an open file to a new one of the machine; `check` throws where it is to stop. */
export async function copyOut(source: OpenFile, file: string, check: () => void): Promise<void> {
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    const piece = Buffer.allocUnsafe(Math.min(copyPiece, Math.max(1, source.size)))
    for (let at = 0; at < source.size; ) {
      const wanted = piece.subarray(0, Math.min(piece.byteLength, source.size - at))
      const count = await new Promise<number>((done, failed) => {
        source.read(wanted, at, (error, bytes) => (error ? failed(error) : done(bytes)))
      })
      check()
      if (count < wanted.byteLength) throw changedError()
      writeWhole(descriptor, wanted)
      at += count
    }
  } finally {
    closeSync(descriptor)
  }
}

/** The same at once. */
export function copyOutNow(source: OpenFile, file: string): void {
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    const piece = Buffer.allocUnsafe(Math.min(copyPiece, Math.max(1, source.size)))
    for (let at = 0; at < source.size; at += piece.byteLength) {
      const wanted = piece.subarray(0, Math.min(piece.byteLength, source.size - at))
      if (source.readNow(wanted, at) < wanted.byteLength) throw changedError()
      writeWhole(descriptor, wanted)
    }
  } finally {
    closeSync(descriptor)
  }
}

/** A disk that fills up takes a part of a write without an error, and tells with the next one. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; ) at += writeSync(descriptor, bytes, at)
}

function changedError(): Error {
  return new StoreError('failed', '', { cause: new Error('the file changed while it was copied') })
}
