/**
 * One exchange: a request, its redirects, and the answer in the end. All network APIs share it.
 */
import type {
  HopRecord,
  NetworkProblem,
  RequestBody,
  ResponseHead,
  TransportExchange,
} from '../platform.js'
import type { Header } from '../rules/headers.js'
import { redirectLimit, redirectOf } from '../rules/redirect.js'
import { basicAuthorization } from '../rules/url.js'
import type { BodySink } from './answerBody.js'
import { nextTarget, type Target } from './checkUrl.js'
import type { Context } from './context.js'
import type { StoredCookie } from './cookies.js'
import { headerValue, setCookieLines } from './decode.js'
import { ApiError, toApiError } from './errors.js'
import type { NetworkApi } from './networkApis.js'
import type { RunningHop } from './recording.js'
import { createWarning } from './warnings.js'

/** What goes out. */
export interface ExchangeRequest {
  /** Whose domain list every hop is held against. */
  readonly api: NetworkApi
  readonly method: string
  readonly target: Target
  /** The caller's own headers, checked. */
  readonly headers: readonly Header[]
  readonly body?: RequestBody | undefined
  /** What of the body really goes out, where a test makes it break off. */
  readonly sentBody?: RequestBody
  /** The value of content-type; it goes where the body goes. */
  readonly contentType?: string | undefined
  /** Where the body of the answer goes. */
  readonly sink: BodySink
  /** A redirect is an answer like any other. */
  readonly stay?: boolean | undefined
}

/** Who is told on the way. */
export interface ExchangeEvents {
  /** Bytes of the body handed to the connection, on this hop. */
  sent(bytes: number): void
  /** The head of the answer that is the result. */
  response(head: ResponseHead): void
  /** A request has begun, of this call or of a redirect. */
  hop(hop: RunningHop): void
}

/** The answer that is the result. */
export interface Answer {
  readonly head: ResponseHead
  /** Of the hop that it answers. */
  readonly url: URL
  readonly record: HopRecord
  readonly redirectCount: number
}

/** An exchange under way. */
export interface Exchange {
  readonly answer: Promise<Answer>
  /** Ends it with this error, unless it has ended. */
  stop(error: ApiError): void
}

/**
 * A redirect's own body is read so far and so long, to keep the connection; past it the connection
 * is given up. Bytes, and milliseconds.
 */
const redirectBodyLimit = 65_536
const redirectBodyWait = 1_000

const keepAlive: Header = ['connection', 'keep-alive']
const acceptEncoding: Header = ['accept-encoding', 'gzip, deflate, br']

/** Starts an exchange. */
export function startExchange(
  request: ExchangeRequest,
  context: Context,
  events: ExchangeEvents,
): Exchange {
  const { platform, settings, cookies } = context
  let stopped: ApiError | undefined
  let stopHop: ((error: ApiError) => void) | undefined

  async function run(): Promise<Answer> {
    let { method, target, headers, body, contentType } = request
    for (let redirectCount = 0; ; redirectCount += 1) {
      const found = cookies?.get(target.url)
      const cookie = found instanceof Promise ? await found : found
      if (stopped !== undefined) throw stopped
      const lines = headerLines(target.url, headers, { body, contentType }, cookie)
      const hop = await sendHop(method, target.url, lines, body)
      const setCookies = cookies === undefined ? [] : setCookieLines(hop.head.headers)
      if (setCookies.length > 0) await cookies?.set(target.url, setCookies)
      if (stopped !== undefined) throw stopped
      const { redirect } = hop
      if (redirect === undefined) {
        return { head: hop.head, url: target.url, record: hop.record, redirectCount }
      }
      if (redirectCount === redirectLimit) {
        throw new ApiError('network', ['net::ERR_TOO_MANY_REDIRECTS'])
      }
      const next = nextTarget(redirect.location, target, { api: request.api, settings })
      if (next.url.origin !== target.url.origin) headers = headers.filter(staysAcrossOrigins)
      if (!redirect.again) {
        method = 'GET'
        body = undefined
        contentType = undefined
      }
      target = next
    }
  }

  function headerLines(
    url: URL,
    own: readonly Header[],
    { body, contentType }: Pick<ExchangeRequest, 'body' | 'contentType'>,
    stored: readonly StoredCookie[] | undefined,
  ): Header[] {
    const has = (name: string) => own.some((line) => line[0].toLowerCase() === name)
    const lines: Header[] = [['host', url.host], keepAlive]
    if (body !== undefined) lines.push(['content-length', String(body.length)])
    if (contentType !== undefined) lines.push(['content-type', contentType])
    for (let at = 0; at < settings.identity.length; at += 1) lines.push(settings.identity[at]!)
    if (!has('accept-encoding')) lines.push(acceptEncoding)
    const authorization = has('authorization') ? undefined : basicAuthorization(url)
    if (authorization !== undefined) lines.push(['authorization', authorization])
    const all = stored === undefined || stored.length === 0 ? own : mergeCookies(own, stored)
    return all.length === 0 ? lines : lines.concat(all)
  }

  function sendHop(
    method: string,
    url: URL,
    headers: readonly Header[],
    body: RequestBody | undefined,
  ) {
    return new Promise<{
      head: ResponseHead
      record: HopRecord
      redirect: ReturnType<typeof redirectOf>
    }>((resolve, reject) => {
      let head: ResponseHead | undefined
      let redirect: ReturnType<typeof redirectOf>
      /** Bytes of a redirect's own body. */
      let size = 0
      let hop: TransportExchange | undefined
      let running: RunningHop | undefined
      let done = false
      let cancelWait = () => {}

      const finish = () => {
        done = true
        cancelWait()
        stopHop = undefined
      }
      const fail = (error: ApiError) => {
        if (done) return
        finish()
        hop?.abort()
        reject(error)
      }
      const succeed = () => {
        if (done || head === undefined || hop === undefined) return
        finish()
        resolve({ head, record: hop.record, redirect })
      }
      const leaveBody = () => {
        if (done) return
        succeed()
        hop?.abort()
      }
      const sink = (step: () => void) => {
        try {
          step()
        } catch (error) {
          fail(toApiError(error))
        }
      }
      const flow = {
        pause: () => !done && hop?.pause(),
        resume: () => !done && hop?.resume(),
        fail: (error: unknown) => fail(toApiError(error)),
      }
      stopHop = fail
      hop = platform.transport.send(
        { method, url, headers, body: body && (request.sentBody ?? body) },
        {
          sent: events.sent,
          response(received) {
            head = received
            if (running !== undefined) running.head = received
            redirect =
              request.stay || received.statusCode < 300
                ? undefined
                : redirectOf(received.statusCode, locationOf(received), method)
            if (redirect === undefined) {
              events.response(received)
              sink(() => request.sink.begin?.(received, flow))
            } else cancelWait = platform.clock.after(redirectBodyWait, leaveBody)
          },
          data(chunk) {
            if (redirect === undefined) return sink(() => request.sink.take(chunk))
            size += chunk.byteLength
            if (size > redirectBodyLimit) leaveBody()
          },
          end: succeed,
          error(problem, cause) {
            if (problem.kind === 'blocked') tellBlocked(problem)
            fail(networkError(problem, cause))
          },
        },
      )
      const bodySize = body?.length ?? 0
      running = { method, url: url.href, headers, bodySize, record: hop.record, head }
      events.hop(running)
    })
  }

  /** The mini-program does not learn which address it was. */
  function tellBlocked({ host, addresses }: NetworkProblem & { kind: 'blocked' }) {
    const where = addresses.filter((address) => address !== host).join(', ')
    const shown = where === '' ? host : `${host} (${where})`
    context.warn(createWarning(request.api, 'address-blocked', shown))
  }

  return {
    answer: run(),
    stop(error) {
      stopped ??= error
      stopHop?.(error)
    },
  }
}

/** What the caller set for one origin alone does not go to another (spec 5). */
function staysAcrossOrigins(line: Header): boolean {
  return !/^(?:authorization|cookie)$/i.test(line[0])
}

/** Chromium takes the first Location that is not empty. */
function locationOf({ headers }: ResponseHead): string | undefined {
  return headerValue(
    headers.filter((line) => line[1] !== ''),
    'location',
  )
}

/** A cookie of the caller's own wins over a stored one of its name (spec 11). */
function mergeCookies(own: readonly Header[], stored: readonly StoredCookie[]): Header[] {
  const given = own.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value)
  const names = new Set(
    given.flatMap((value) => value.split(';').map((pair) => pair.split('=')[0]?.trim())),
  )
  const pairs = [...given, ...stored.filter(({ name }) => !names.has(name)).map(({ pair }) => pair)]
  const rest = own.filter(([name]) => name.toLowerCase() !== 'cookie')
  return pairs.length === 0 ? rest : [...rest, ['cookie', pairs.join('; ')]]
}

function networkError(problem: NetworkProblem, cause: Error | undefined): ApiError {
  const options = cause && { cause }
  if (problem.kind === 'other') return new ApiError('network', [problem.name], options)
  if (problem.kind === 'internal') return toApiError(cause)
  if (problem.kind === 'blocked') {
    return new ApiError('network', ['net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS'], options)
  }
  return new ApiError(problem.kind, [], options)
}
