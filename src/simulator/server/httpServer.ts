/**
 * What the simulator answers over HTTP.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { contentType } from '../../host/node/contentType.js'
import { openFile } from '../../host/node/files/openFile.js'
import { seamOf } from '../../host/seam.js'
import type { OpenFile } from '../../platform.js'
import type { SyncRequest } from '../protocol/wire.js'
import { readText, sendFile, sendText, TooLargeError } from './answer.js'
import {
  assetHeaders,
  type Door,
  dataHeaders,
  doorOf,
  fileHeaders,
  frameHeaders,
  pageHeaders,
  syncHeaders,
} from './guard.js'
import type { Pages } from './pages.js'
import type { PlaceKind, Places } from './places.js'
import { decode, encode } from './plain.js'
import type { Project } from './project.js'
import type { Session } from './session.js'

/** Bytes of a call that answers at once: a file of the sandbox, as text. */
const mostSync = 32 * 1024 * 1024

/** What the answers are made of. */
export interface HttpParts {
  readonly pages: Pages
  readonly places: Places<Session>
  readonly lan: boolean
  project(): Project
}

/** One request. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly door: Door
  readonly session: Session
  /** What stands behind the secret. */
  readonly rest: string
  readonly query: URLSearchParams
}

/** Makes what answers requests. It never throws, and answers each. */
export function createHandler(parts: HttpParts) {
  const { pages, places, lan, project } = parts

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const door = doorOf(request, lan)
    if (door === undefined) {
      return sendText(response, 421, 'This is tt-anywhere, under no such name.\n', dataHeaders)
    }
    const text = `${door.origin}${request.url}`
    const url = request.url?.startsWith('/') && URL.canParse(text) ? new URL(text) : undefined
    const path = decodePath(url?.pathname ?? '')
    if (url === undefined || path === undefined) {
      return sendText(response, 400, 'That is no path.\n', dataHeaders)
    }
    const place = places.find(url.pathname)
    if (place === undefined) return answerPage(path, request, response, door)
    const rest = decodePath(place.rest)
    const { kind, owner: session } = place
    const [methods, run] = answers[kind]
    if (rest === undefined) return sendText(response, 400, 'That is no path.\n', dataHeaders)
    if (!isAllowed(request, response, methods)) return
    await run({ request, response, door, session, rest, query: url.searchParams })
  }

  async function answerPage(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    door: Door,
  ) {
    // Another device has the phone's page, and what that one needs.
    const found = pages.find(door.lan && path === '/' ? '/phone.html' : path)
    const hidden = door.lan && found?.kind === 'page' && !found.file.endsWith('phone.html')
    if (found === undefined || hidden) {
      return sendText(response, 404, 'There is no such page.\n', dataHeaders)
    }
    if (!isAllowed(request, response, reading)) return
    const headers =
      found.kind === 'page'
        ? pageHeaders(door.origin)
        : found.kind === 'frame'
          ? frameHeaders(door.origin)
          : assetHeaders
    await sendFile(request, response, openFile(found.file, path, { own: false }), {
      ...headers,
      'content-type': withCharset(await contentType(found.file)),
      // Their names tell what is in them.
      'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    })
  }

  const answers: Record<PlaceKind, readonly [readonly string[], (one: Exchange) => unknown]> = {
    bundle: [
      reading,
      ({ response }) =>
        sendText(response, 200, project().json, {
          ...dataHeaders,
          'content-type': 'application/json',
        }),
    ],
    project: [
      reading,
      (one) => {
        const file = project().folder.find(one.rest)
        return file === undefined
          ? missing(one)
          : show(one, () => openFile(file, '', { own: false }))
      },
    ],
    sandbox: [
      reading,
      (one) => {
        const { files } = seamOf(one.session.phone.host).context.platform
        return show(one, () => files.open(`ttfile:/${one.rest}`))
      },
    ],
    offer: [
      reading,
      (one) =>
        show(one, () =>
          openFile(one.session.picks.find(one.rest.split('/')[1]), '', { own: false }),
        ),
    ],
    pick: [writing, takePick],
    sync: [writing, answerNow],
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy()
      sendText(response, 500, `${(error as Error).message}\n`, dataHeaders)
    })
  }
}

const reading: readonly string[] = ['GET', 'HEAD']
const writing: readonly string[] = ['POST']

function isAllowed(
  request: IncomingMessage,
  response: ServerResponse,
  methods: readonly string[],
): boolean {
  if (methods.includes(request.method ?? '')) return true
  const headers = { ...dataHeaders, allow: methods.join(', ') }
  sendText(response, 405, `Only ${methods.join(' and ')}.\n`, headers)
  return false
}

/** Percent signs read; undefined where they make no text. */
function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** Shows a file of the project or the sandbox, which may be anything. */
async function show(one: Exchange, open: () => OpenFile): Promise<void> {
  let file: OpenFile
  try {
    file = open()
  } catch {
    return missing(one)
  }
  const type = await contentType(one.rest)
  await sendFile(one.request, one.response, file, {
    ...fileHeaders,
    // Nothing that a page could take for its own script.
    'content-type': /^(?:image|audio|video|font)\//.test(type) ? type : 'application/octet-stream',
  })
}

function missing({ response }: Exchange): void {
  sendText(response, 404, 'There is no such file.\n', fileHeaders)
}

/** A picked file: from our own page alone. */
async function takePick({ request, response, session, door, query }: Exchange): Promise<void> {
  if (request.headers.origin !== door.origin) return refuseOrigin(response)
  try {
    const id = await session.picks.receive(request, query.get('name') ?? '')
    sendText(response, 200, id, dataHeaders)
  } catch (error) {
    if (request.destroyed && !request.complete) return void response.destroy()
    const large = error instanceof TooLargeError
    const text = large ? 'The file is larger than 2 GiB.' : (error as Error).message
    sendText(response, large ? 413 : 500, text, { ...dataHeaders, connection: 'close' })
  }
}

/** A call that answers at once: from the worker, whose origin is none. */
async function answerNow({ request, response, session, door }: Exchange): Promise<void> {
  const { origin } = request.headers
  if (origin !== 'null' && origin !== door.origin) return refuseOrigin(response)
  try {
    const asked = decode(await readText(request, mostSync)) as SyncRequest
    sendText(response, 200, encode(session.answerNow(asked)), syncHeaders)
  } catch (error) {
    const status = error instanceof TooLargeError ? 413 : 400
    const text = status === 413 ? 'The arguments are larger than 32 MiB.' : 'That is no call.'
    sendText(response, status, text, { ...syncHeaders, connection: 'close' })
  }
}

function refuseOrigin(response: ServerResponse): void {
  sendText(response, 403, 'This is not for other pages.\n', { ...dataHeaders, connection: 'close' })
}

function withCharset(type: string): string {
  return /^text\/|javascript$|json$/.test(type) ? `${type}; charset=utf-8` : type
}
