/**
 * Films: known by the bytes that they begin with, and read by a library where it can.
 */
import type { Medium, OpenFile } from '../../platform.js'
import { readPiece } from './readPiece.js'

/** Bytes that are read at a time while the index is looked for. */
const pieceSize = 512 * 1024

/** What a film of the ISO family (MP4, MOV, M4V, 3GP) begins with, from its fifth byte on. */
const isoBoxes = ['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot']

/** What other films begin with, and where: WebM and Matroska, AVI, ASF, FLV, MPEG, Ogg. */
const otherStarts: readonly (readonly [at: number, bytes: string])[] = [
  [0, '\x1a\x45\xdf\xa3'],
  [8, 'AVI '],
  [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11'],
  [0, 'FLV\x01'],
  [0, '\x00\x00\x01\xba'],
  [0, '\x00\x00\x01\xb3'],
  [0, 'OggS'],
]

/** The length of an MPEG transport stream's packets, each of which begins with the same byte. */
const packet = 188

/** undefined where it is no film. */
export async function inspectFilm(file: OpenFile): Promise<Medium | undefined> {
  const head = latin1(await readPiece(file, 0, 2 * packet + 1))
  if (isoBoxes.includes(head.slice(4, 8))) return inspectIso(file)
  const isStream = [0, packet, 2 * packet].every((at) => head[at] === 'G')
  const known = otherStarts.some(([at, bytes]) => head.startsWith(bytes, at))
  return known || isStream ? { kind: 'video', width: 0, height: 0, duration: 0 } : undefined
}

async function inspectIso(file: OpenFile): Promise<Medium | undefined> {
  const { createFile, Log, MP4BoxBuffer } = await import('mp4box')
  const parser = createFile(false)
  let medium: Medium | undefined
  let ended = false
  parser.onReady = (movie) => {
    ended = true
    const track = movie.videoTracks[0]
    const { width = 0, height = 0 } = track?.video ?? {}
    // Sound alone, or an index without a picture's size, is no film.
    if (track === undefined || !(width > 0 && height > 0)) return
    const length = movie.duration || movie.fragment_duration?.num || 0
    const duration = movie.timescale > 0 ? length / movie.timescale : 0
    // A quarter turn in the track's matrix: the film is shown upright.
    const turned = track.matrix[0] === 0 && track.matrix[4] === 0
    medium = turned
      ? { kind: 'video', width: height, height: width, duration }
      : { kind: 'video', width, height, duration }
  }
  parser.onError = () => {
    ended = true
  }
  try {
    for (let at = 0; at < file.size && !ended; ) {
      const bytes = await readPiece(file, at, pieceSize)
      if (bytes.byteLength === 0) break
      const piece = MP4BoxBuffer.fromArrayBuffer(bytes.buffer, at)
      // It says where it wants to read on, and so skips the pictures and sound.
      const next = quietly(Log, () => parser.appendBuffer(piece))
      at = next !== undefined && next > at ? next : at + bytes.byteLength
    }
    parser.flush()
  } catch (error) {
    // The system's errors are told; what the parser throws says that the film is damaged.
    if (isSystemError(error)) throw error
    return undefined
  }
  return medium
}

function isSystemError(error: unknown): boolean {
  return (error as { problem?: unknown }).problem !== undefined
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

/** The parser tells the console of every box that it does not know; nobody asked. */
function quietly<Value>(log: { error: (...words: never[]) => void }, run: () => Value): Value {
  const { error } = log
  log.error = () => {}
  try {
    return run()
  } finally {
    log.error = error
  }
}
