/**
 * What choosing a picture and choosing a film have in common (spec 12).
 */
import type { ChooseRequest, FileSource, Medium, OpenFile } from '../../platform.js'
import type { Context } from '../context.js'
import { ApiError, messageOf } from '../errors.js'
import { createWarning, type WarningCode } from '../warnings.js'
import { ChooseError, fileError } from './errors.js'

/** A file that was chosen, in temp. */
interface Chosen extends Medium {
  /** Its sandbox path: a random name with its own extension. */
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/** Has the album choose, and puts what it chose into temp: all of it, or nothing. */
export type Choose = (request: ChooseRequest) => Promise<Chosen[]>

/** A file of any kind that was chosen, in temp. */
type ChosenFile = Pick<Chosen, 'path' | 'size'> & { readonly name: string }

/** The same of files of any kind, which are taken as they are. */
export type ChooseFiles = (request: ChooseRequest) => Promise<ChosenFile[]>

/** Makes what the choosing APIs of one host share. */
export function createChooser(context: Context): { choose: Choose; chooseFiles: ChooseFiles } {
  const { album, files, media, contentType } = context.platform
  const told = new Set<string>()

  /** Warns once of the same thing; where the host is strict the call fails, with `shown`. */
  function warnOnce({ api }: ChooseRequest, code: WarningCode, value: string, shown = value) {
    const warning = createWarning(api, code, value)
    if (!told.has(warning.message)) context.warn(warning)
    told.add(warning.message)
    if (context.settings.strict) {
      throw new ApiError('strict', [createWarning(api, code, shown).message])
    }
  }

  /** The album's answer; what fails there has no machine path in its text. */
  async function ask(request: ChooseRequest): Promise<readonly FileSource[]> {
    if (album.empty) context.warn(createWarning(request.api, 'album-missing', request.api))
    try {
      const noMatch = (pattern: string) =>
        warnOnce(request, 'album-no-match', pattern, nameOf(pattern))
      return (await album.choose(request, noMatch)) ?? []
    } catch (error) {
      const text = messageOf(error)
      const code = codeOf(error) ?? (namesPlace(text) ? 'an error' : undefined)
      if (code === undefined) throw error
      context.warn(createWarning(request.api, 'album-failed', text))
      throw new ChooseError('album', [code], { cause: error })
    }
  }

  async function look(path: string): Promise<{ size: number; medium: Medium | undefined }> {
    const file = files.open(path)
    try {
      return { size: file.size, medium: await media.inspect(file) }
    } finally {
      file.close()
    }
  }

  /** A picture in temp made smaller, in its place; the same path where it stays as it is. */
  async function compress(path: string, name: string, request: ChooseRequest): Promise<string> {
    const picture = await readWhole(files.open(path))
    const smaller = await media.compress(picture).catch((cause: unknown) => {
      throw new ChooseError('content', [name, 'picture'], { cause })
    })
    if (smaller === undefined) warnOnce(request, 'compress-unavailable', request.api)
    if (smaller === undefined || smaller === picture) return path
    const made = await files.addChosen({ name, data: smaller })
    await files.discard(path)
    return made
  }

  async function takeIn(source: FileSource, request: ChooseRequest): Promise<Chosen> {
    const name = nameOf(source)
    const wanted = wantedOf(request)
    const type = await contentType(name)
    const named = kindOf(type)
    if (named !== undefined && !request.mediaType.some((kind) => kind === named)) {
      throw new ChooseError('type', [name, wanted, type])
    }
    let path = await files.addChosen(source)
    try {
      let { size, medium } = await look(path)
      // The name and the content must say the same; without an extension the content says alone.
      const fits = medium !== undefined && request.mediaType.includes(medium.kind)
      if (!fits || (named ?? medium?.kind) !== medium?.kind) {
        throw new ChooseError('content', [name, wanted])
      }
      if (medium?.kind === 'image' && mustCompress(request)) {
        path = await compress(path, name, request)
        ;({ size, medium } = await look(path))
      }
      if (medium === undefined) throw new ChooseError('content', [name, wanted])
      if (medium.kind === 'video' && !(medium.width && medium.height && medium.duration)) {
        warnOnce(request, 'film-unread', name)
      }
      return { path, size, ...medium }
    } catch (error) {
      await files.discard(path)
      throw error
    }
  }

  /** An error of a file by the file's own name; where it lies is told to the host alone. */
  function refused(source: FileSource, error: unknown, { api }: ChooseRequest): unknown {
    if (error instanceof ApiError) return error
    const bytes = typeof source !== 'string'
    const name = nameOf(source)
    const refusal = error instanceof ChooseError ? error : fileError(name, error, bytes)
    if (context.closed) return refusal
    const cause = rootOf(refusal)
    const raw = cause === refusal ? '' : ` (${messageOf(cause)})`
    if (!bytes || raw !== '') {
      context.warn(createWarning(api, 'album-file', refusal.of(bytes ? name : source) + raw))
    }
    return refusal
  }

  async function chooseEach<Taken extends { path: string }>(
    request: ChooseRequest,
    takeIn: (source: FileSource, request: ChooseRequest) => Promise<Taken>,
  ): Promise<Taken[]> {
    const answer = await ask(request)
    if (answer.length === 0) throw new ChooseError('cancel')
    const chosen: Taken[] = []
    // One after another: the result has the order of the choice.
    for (const source of answer.slice(0, request.count)) {
      try {
        chosen.push(await takeIn(source, request))
      } catch (error) {
        await Promise.all(chosen.map(({ path }) => files.discard(path)))
        throw refused(source, error, request)
      }
    }
    return chosen
  }

  return {
    choose: (request) => chooseEach(request, takeIn),
    chooseFiles: (request) =>
      chooseEach(request, async (source) => {
        const path = await files.addChosen(source)
        return { path, size: files.stat(path).size, name: nameOf(source) }
      }),
  }
}

/** What a content type says; undefined where nobody knows the extension. */
function kindOf(type: string): string | undefined {
  return type === 'application/octet-stream' ? undefined : type.slice(0, type.indexOf('/'))
}

function wantedOf({ mediaType }: ChooseRequest): string {
  const words = { image: 'picture', video: 'film', file: 'file' }
  return [...new Set(mediaType.map((kind) => words[kind]))].join(' or ')
}

/** Both sizes leave the choice to the user, who gets the picture as it is. */
function mustCompress({ sizeType }: ChooseRequest): boolean {
  return sizeType.includes('compressed') && !sizeType.includes('original')
}

/** What was behind an error at last. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error
}

/** The code of an error that a system or a library made, such as ENOENT. */
function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : undefined
}

/** Whether a text has an absolute path in it. */
function namesPlace(text: string): boolean {
  return /(^|[\s'"`(=,:])(\/[^\s/]+\/|file:|[a-z]:[\\/])/i.test(text)
}

function nameOf(source: FileSource): string {
  const path = typeof source === 'string' ? source : source.name
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function readWhole(file: OpenFile): Promise<Uint8Array> {
  return new Promise<Uint8Array>((resolve, reject) => {
    const whole = new Uint8Array(file.size)
    file.read(whole, 0, (error, count) => {
      if (error) reject(error)
      else resolve(whole.subarray(0, count))
    })
  }).finally(file.close)
}
