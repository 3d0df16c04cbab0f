/**
 * Pictures and films, read and made smaller by libraries that are loaded when first needed.
 */
import type { Media, Medium, OpenFile, PictureInfo } from '../../platform.js'
import { inspectFilm } from './film.js'
import { readPiece } from './readPiece.js'

/** A picture's size stands within so many bytes. */
const pictureHead = 1024 * 1024
/** No picture has a longer side; what says so is none. */
const longestSide = 2 ** 20
/** The longer side of a picture that is made smaller, in pixels, and its quality. */
const compressedSide = 1440
const compressedQuality = 75

/** Cameras write much that strict readers warn of; a picture that ends too early is damaged. */
const reading = { failOn: 'error', limitInputPixels: false } as const

/** Makes the tools of one host. */
export function createMedia(): Media {
  return {
    readPicture,
    inspect: async (file) => (await inspectPicture(file)) ?? (await inspectFilm(file)),
    async compress(picture) {
      const sharp = await loadSharp()
      if (sharp === undefined) return undefined
      const made = sharp(picture, reading).rotate()
      // What the tool does not know stays as it is: the phone would not refuse it either.
      const known = await made.metadata().catch(() => undefined)
      const format = known?.format
      if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return picture
      // It would lose its movement.
      if ((known?.pages ?? 1) > 1) return picture
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
      // Its Exif goes, so it is turned as it was to be shown. sharp counts the quality from 1.
      const made = sharp(picture, reading).rotate()
      const smaller = await made.jpeg({ quality: Math.max(1, Math.round(quality)) }).toBuffer()
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
    const { width, height, type = 'unknown', orientation = 1 } = imageSize(head)
    const sizes = [width, height].every((side) => side > 0 && side <= longestSide)
    // TGA has no mark of its own, and a page of HTML can hold an SVG.
    if (!sizes || type === 'tga' || (type === 'svg' && !isXml(head))) return undefined
    return { width, height, orientation, format: type === 'jpg' ? 'jpeg' : type }
  } catch {
    return undefined
  }
}

async function inspectPicture(file: OpenFile): Promise<Medium | undefined> {
  const picture = await readPicture(file)
  if (picture === undefined) return undefined
  const { width, height, orientation } = picture
  // From 5 on the camera was held upright, and the picture is shown turned.
  return orientation >= 5
    ? { kind: 'image', width: height, height: width, duration: 0 }
    : { kind: 'image', width, height, duration: 0 }
}

function isXml(head: Uint8Array): boolean {
  return /^\s*<(\?xml|svg)\b/.test(new TextDecoder().decode(head.subarray(0, 256)))
}
