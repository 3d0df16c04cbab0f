/**
 * What choosing a picture and choosing a film have in common (spec 12).
 */
import type { ChooseRequest, FileSource, MediaInfo, OpenFile } from '../../platform.js'
import type { Context } from '../context.js'
import { createWarning } from '../warnings.js'

/** A file that was chosen, in temp. */
export interface Chosen {
  /** Its sandbox path: a random name with its own extension. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly kind: 'image' | 'video'
  readonly info: MediaInfo
}

/** Has the album choose, and puts what it chose into temp. */
export async function choose(request: ChooseRequest, context: Context): Promise<Chosen[]> {
  const chosen: Chosen[] = []
  // One after another: the result has the order of the choice.
  for (const source of await pick(request, context)) {
    chosen.push(await takeIn(source, request, context))
  }
  return chosen
}

/** Has the album choose: no more than `count`. Nothing chosen is cancelled. */
export async function pick(request: ChooseRequest, context: Context): Promise<FileSource[]> {
  const { album } = context.platform
  if (album.empty) context.warn(createWarning(request.api, 'album-missing', request.api))
  const answer = await album.choose(request)
  if (answer === undefined || answer.length === 0) throw new Error('cancel')
  return answer.slice(0, request.count)
}

async function takeIn(
  source: FileSource,
  request: ChooseRequest,
  context: Context,
): Promise<Chosen> {
  const { files } = context.platform
  const kind = await kindOf(source, request, context)
  const original = await files.addChosen(source)
  const path =
    kind === 'image' && mustCompress(request)
      ? await compress(original, source, request, context)
      : original
  const file = files.open(path)
  try {
    const info = await context.platform.media.inspect(file, kind)
    return { path, size: file.size, kind, info: info ?? { width: 0, height: 0, duration: 0 } }
  } finally {
    file.close()
  }
}

async function kindOf(
  source: FileSource,
  { mediaType }: ChooseRequest,
  { platform }: Context,
): Promise<'image' | 'video'> {
  const [only, other] = mediaType
  if (only !== undefined && only !== 'file' && other === undefined) return only
  const type = await platform.contentType(nameOf(source))
  return type.startsWith('video/') ? 'video' : 'image'
}

/** Both sizes leave the choice to the user, who gets the picture as it is. */
function mustCompress({ sizeType }: ChooseRequest): boolean {
  return sizeType.includes('compressed') && !sizeType.includes('original')
}

async function compress(
  path: string,
  source: FileSource,
  { api }: ChooseRequest,
  context: Context,
): Promise<string> {
  const { files, media } = context.platform
  const picture = await readWhole(files.open(path))
  const smaller = await media.compress(picture)
  if (smaller === undefined) context.warn(createWarning(api, 'compress-unavailable', api))
  if (smaller === undefined || smaller === picture) return path
  return files.addChosen({ name: nameOf(source), data: smaller })
}

/** A file's own name, without the folder on the machine. */
export function nameOf(source: FileSource): string {
  const path = typeof source === 'string' ? source : source.name
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function readWhole(file: OpenFile): Promise<Uint8Array> {
  const whole = new Uint8Array(file.size)
  return new Promise<Uint8Array>((resolve, reject) => {
    file.read(whole, 0, (error, count) => {
      if (error) reject(error)
      else resolve(whole.subarray(0, count))
    })
  }).finally(file.close)
}
