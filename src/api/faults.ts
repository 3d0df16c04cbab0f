/**
 * Calls that a test makes fail: with any code of spec 10, before anything is sent or on the way.
 */
import type { RequestBody } from '../platform.js'
import type { BodySink } from './answerBody.js'
import type { OptionValues } from './call.js'
import type { Context } from './context.js'
import { ApiError, type ErrorName, errorRows } from './errors.js'
import {
  type Exchange,
  type ExchangeEvents,
  type ExchangeRequest,
  startExchange,
} from './exchange.js'
import { type NetworkApi, networkApis } from './networkApis.js'

/** How a call is to fail. */
export interface FaultOptions {
  /**
   * Bytes of the body that go out first, and no more; of the answer's body where the call sends
   * none. Without it the call fails before anything is sent.
   */
  afterBytes?: number
  /**
   * What the message says where its row leaves that open: `net::ERR_TOO_MANY_REDIRECTS` for 121991,
   * any text for 121992 and 121999.
   */
  detail?: string
}

/** A fault that waits for its call. */
export interface Fault {
  readonly afterBytes: number | undefined
  /** The error, for a call with these options. */
  error(values: OptionValues): ApiError
}

/** The faults of one host. */
export interface Faults {
  /** @throws {TypeError} where there is no such API, code or detail */
  add(api: NetworkApi, errorCode: number, options?: FaultOptions): void
  /** The next call's, once. */
  take(api: NetworkApi): Fault | undefined
  /** Those that wait for their call, in their order for each API. */
  waiting(): WaitingFault[]
}

/** A fault as it was asked for. */
export interface WaitingFault {
  readonly api: NetworkApi
  readonly errorCode: number
  readonly options?: FaultOptions
}

/** Makes the faults of one host. */
export function createFaults(): Faults {
  const waiting: (WaitingFault & { readonly fault: Fault })[] = []
  return {
    add(api, errorCode, options = {}) {
      const { afterBytes, detail } = options
      if (!Object.hasOwn(networkApis, api)) {
        const names = Object.keys(networkApis).join(', ')
        throw new TypeError(`failNext knows ${names}, got ${JSON.stringify(api)}`)
      }
      if (afterBytes !== undefined && !(typeof afterBytes === 'number' && afterBytes >= 0)) {
        throw new TypeError(`afterBytes must be a number, 0 or more, got ${String(afterBytes)}`)
      }
      const row = rowOf(api, errorCode, detail)
      const error = (values: OptionValues) => new ApiError(row, valuesOf(api, row, values, detail))
      waiting.push({ api, errorCode, options, fault: { afterBytes, error } })
    },
    take(api) {
      const index = waiting.findIndex((one) => one.api === api)
      return index < 0 ? undefined : waiting.splice(index, 1)[0]?.fault
    },
    waiting: () => waiting.map(({ api, errorCode, options }) => ({ api, errorCode, options })),
  }
}

/** Rows whose message is left open: what says it there where no detail does. */
const open: Partial<Record<ErrorName, string>> = {
  network: 'net::ERR_FAILED',
  internal: 'made to fail',
  strict: 'made to fail',
}

function rowOf(api: NetworkApi, errorCode: number, detail: string | undefined): ErrorName {
  const { number } = networkApis[api]
  const names = Object.keys(errorRows) as ErrorName[]
  const codeOf = (name: ErrorName) => number * 100 + errorRows[name].suffix
  const rows = names.filter((name) => codeOf(name) === errorCode)
  if (rows.length === 0) {
    const codes = [...new Set(names.map(codeOf))].sort().join(', ')
    throw new TypeError(`${api} has no error ${String(errorCode)}; it has ${codes}`)
  }
  const row = rows.find((name) => name in open) ?? rows[0]
  if (row === undefined || (detail !== undefined && !(row in open))) {
    throw new TypeError(`the message of ${errorCode} is always the same: leave detail out`)
  }
  // 121999 stands for many; without words of its own it is the one about the URL.
  return row === 'strict' && detail === undefined ? 'urlInvalid' : row
}

/** What stands for the `%s` of the row's message. */
function valuesOf(
  api: NetworkApi,
  row: ErrorName,
  { url, filePath }: OptionValues,
  detail: string | undefined,
): string[] {
  if (row === 'abort') return [networkApis[api].noun]
  if (row in open) return [detail ?? open[row] ?? '']
  const ofFile = row === 'fileMissing' || row === 'fileDenied'
  return [String(ofFile ? (filePath ?? url) : url)]
}

/** Starts an exchange that fails when so many bytes have gone or come. */
export function startFailing(
  request: ExchangeRequest,
  context: Context,
  events: ExchangeEvents,
  { afterBytes, error }: { readonly afterBytes: number; error(): ApiError },
): Exchange {
  const { body } = request
  if (body === undefined) {
    const sink = failingSink(request.sink, afterBytes, error)
    return startExchange({ ...request, sink }, context, events)
  }
  const sentBody = cutBody(body, afterBytes)
  const exchange = startExchange({ ...request, sentBody }, context, {
    ...events,
    sent(bytes) {
      events.sent(bytes)
      if (bytes === sentBody.length) exchange.stop(error())
    },
  })
  return exchange
}

function failingSink(sink: BodySink, limit: number, error: () => ApiError): BodySink {
  let taken = 0
  return {
    begin(head, flow) {
      sink.begin?.(head, flow)
      if (limit === 0) throw error()
    },
    take(piece) {
      sink.take(piece)
      taken += piece.byteLength
      if (taken >= limit) throw error()
    },
  }
}

/** The first bytes of a body. */
function cutBody({ parts, length }: RequestBody, limit: number): RequestBody {
  let left = Math.min(length, limit)
  const cut = parts.flatMap((part) => {
    const bytes = part instanceof Uint8Array
    const size = Math.min(left, bytes ? part.byteLength : part.size)
    left -= size
    if (size === 0) return []
    return [bytes ? part.subarray(0, size) : { ...part, size }]
  })
  return { parts: cut, length: Math.min(length, limit) }
}
