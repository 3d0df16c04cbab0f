/**
 * Pictures and films, read and made smaller by libraries that are loaded when first needed.
 */
import type { Media, MediaInfo, OpenFile, PictureInfo } from '../../platform.js'

/** A picture's size stands within so many bytes. */
const pictureHead = 1024 * 1024
/** Bytes of a film that are read at a time while its index is looked for. */
const filmPiece = 512 * 1024
/** The longer side of a picture that is made smaller, in pixels, and its quality. */
const compressedSide = 1440
const compressedQuality = 75

/** Makes the tools of one host. */
export function createMedia(): Media {
  return {
    readPicture,
    inspect: (file, kind) => (kind === 'image' ? inspectPicture(file) : inspectFilm(file)),
    async compress(picture) {
      const sharp = await loadSharp()
      if (sharp === undefined) return undefined
      const made = sharp(picture).rotate()
      // What is no picture that is known stays as it is: the phone would not refuse it either.
      const format = await made.metadata().then(
        (known) => known.format,
        () => undefined,
      )
      if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return picture
      const smaller = await made
        .resize({
          width: compressedSide,
          height: compressedSide,
          fit: 'inside',
          withoutEnlargement: true,
        })
        .toFormat(format, { quality: compressedQuality })
        .toBuffer()
      return smaller.byteLength < picture.byteLength ? new Uint8Array(smaller) : picture
    },
    async recode(picture, quality) {
      const sharp = await loadSharp()
      if (sharp === undefined) return undefined
      // sharp counts from 1. Exif goes with it, so the picture is turned as it was to be shown.
      const made = sharp(picture)
        .rotate()
        .jpeg({ quality: Math.max(1, Math.round(quality)) })
      const smaller = await made.toBuffer()
      return smaller.byteLength < picture.byteLength ? new Uint8Array(smaller) : picture
    },
  }
}

/** sharp is an optional peer: who wants pictures made smaller installs it. */
async function loadSharp() {
  try {
    return (await import('sharp')).default
  } catch {
    return undefined
  }
}

async function readPicture(file: OpenFile): Promise<PictureInfo | undefined> {
  const { imageSize } = await import('image-size')
  const head = await readPiece(file, 0, pictureHead)
  try {
    const { width, height, orientation = 1, type = 'unknown' } = imageSize(head)
    return { width, height, orientation, format: type === 'jpg' ? 'jpeg' : type }
  } catch {
    return undefined
  }
}

async function inspectPicture(file: OpenFile): Promise<MediaInfo | undefined> {
  const picture = await readPicture(file)
  if (picture === undefined) return undefined
  const { width, height, orientation } = picture
  // From 5 on the camera was held upright, and the picture is shown turned.
  return orientation >= 5
    ? { width: height, height: width, duration: 0 }
    : { width, height, duration: 0 }
}

async function inspectFilm(file: OpenFile): Promise<MediaInfo | undefined> {
  const { createFile, Log, MP4BoxBuffer } = await import('mp4box')
  const parser = createFile(false)
  let info: MediaInfo | undefined
  let failed = false
  parser.onReady = (movie) => {
    const track = movie.videoTracks[0] ?? movie.tracks[0]
    const duration = movie.timescale > 0 ? movie.duration / movie.timescale : 0
    const size = track?.video ?? { width: 0, height: 0 }
    // A quarter turn in the track's matrix: the film is shown upright.
    const turned = track !== undefined && track.matrix[0] === 0 && track.matrix[4] === 0
    info = turned
      ? { width: size.height, height: size.width, duration }
      : { width: size.width, height: size.height, duration }
  }
  parser.onError = () => {
    failed = true
  }
  try {
    for (let at = 0; at < file.size && info === undefined && !failed; ) {
      const bytes = await readPiece(file, at, filmPiece)
      const piece = MP4BoxBuffer.fromArrayBuffer(bytes.buffer, at)
      // It says where it wants to read on, and so skips the pictures and sound.
      const next = quietly(Log, () => parser.appendBuffer(piece))
      at = next !== undefined && next > at ? next : at + bytes.byteLength
    }
    parser.flush()
  } catch {
    return undefined
  }
  return info
}

function readPiece(
  file: OpenFile,
  position: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const target = new Uint8Array(Math.min(most, file.size - position))
  return new Promise((resolve, reject) => {
    file.read(target, position, (error, count) => {
      if (error) reject(error)
      else resolve(count === target.byteLength ? target : target.slice(0, count))
    })
  })
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
