/**
 * tt.request: the whole story of a request, top to bottom.
 */

import { MemorySink } from './answerBody.js'
import { type OptionValues, optional } from './call.js'
import type { Target } from './checkUrl.js'
import type { Context } from './context.js'
import { type DataWish, decodeData, headerValue } from './decode.js'
import { ApiError, type FailResult } from './errors.js'
import {
  type Exchanged,
  type NetworkCall,
  type NetworkOptions,
  type NetworkResult,
  networkApi,
} from './networkCall.js'
import { createRequestTask, type RequestTask } from './RequestTask.js'
import { defaultContentType, readRequestData } from './requestData.js'

/**
 * What the answer's body can become; by default the value of its JSON, and its text where it is
 * none. JSON of a number, a boolean or null gives that value, which the platform's typings leave out.
 */
export type RequestData = string | object | ArrayBuffer

/** The methods of tt.request. */
export type RequestMethod = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'PATCH'

/**
 * The options of tt.request. They are read once, when the call is made. An option that is not
 * required counts as not given where it is `""`, null or undefined; of another type than its own it
 * fails the call with the code of bad parameters, AAAA99.
 *
 * @typeParam Data what `data` of the result is
 */
export interface RequestOptions<Data = RequestData> extends NetworkOptions<RequestResult<Data>> {
  /** GET by default, in any case. */
  method?: RequestMethod | Lowercase<RequestMethod> | null | undefined
  /** As for all network APIs; content-type can be set, and is `application/json` by default. */
  header?: object | null | undefined
  /**
   * What is sent: with POST, PUT and PATCH as the body, with other methods in the query. A string
   * goes as it is, and so do the bytes of an ArrayBuffer or a view of one, which no query can hold.
   * An object or array becomes `key=value` pairs in a query and where the content-type is
   * `application/x-www-form-urlencoded`, else JSON.
   */
  data?: object | string | null | undefined
  /** `json`, the default, parses the answer where it is JSON; any other value leaves its text. */
  dataType?: string | null | undefined
  /** `arraybuffer` gives the answer's bytes; `text` is the default. */
  responseType?: string | null | undefined
  /** Taken as the platform takes it. Nothing is cached here: every request reaches the server. */
  enableCache?: boolean | null | undefined
  /** `manual` gives a redirect as the result; `follow`, the default, follows it. */
  redirect?: string | null | undefined
}

/**
 * What success gets.
 *
 * @typeParam Data what `data` is, by `dataType` and `responseType`
 */
export interface RequestResult<Data = RequestData> extends NetworkResult<'request'> {
  /** The answer's body. */
  data: Data
}

/** What fail gets (spec 10). */
export type RequestError = FailResult

/**
 * tt.request: sends one HTTP request. Returns at once, never throws, and tells the end through the
 * callbacks.
 *
 * @example
 * const task = tt.request({
 *   url: 'https://api.example.com/token',
 *   method: 'POST',
 *   data: { user: 'me' },
 *   success: ({ statusCode, data }) => console.log(statusCode, data),
 *   fail: ({ errMsg, errorCode }) => console.log(errorCode, errMsg),
 * })
 */
export interface Request {
  /** An object where the answer is JSON, else its text: the default. */
  (
    options: RequestOptions<string | object> & {
      dataType?: 'json' | '' | null | undefined
      responseType?: 'text' | '' | null | undefined
    },
  ): RequestTask
  /** The answer's text. */
  (
    options: RequestOptions<string> & {
      dataType: 'string' | 'text'
      responseType?: 'text' | '' | null | undefined
    },
  ): RequestTask
  /** The answer's bytes. */
  (options: RequestOptions<ArrayBuffer> & { responseType: 'arraybuffer' }): RequestTask
  /** Options whose values are known at run time alone. */
  (options: RequestOptions): RequestTask
}

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'])

/** The options of its own, of the right types. */
interface Own {
  readonly method: string
  readonly data: unknown
  readonly wish: DataWish
  readonly stay: boolean
}

/** A request whose options have passed the rules. */
interface Plan {
  readonly wish: DataWish
  readonly what: Omit<Exchanged, 'sink'>
}

/** Makes the tt.request of one host. */
export function createRequest(context: Context): Request {
  return networkApi(
    {
      api: 'request',
      options: ['method', 'data', 'dataType', 'responseType', 'enableCache', 'redirect'],
      createTask: createRequestTask,
      read,
      plan({ method, data, wish, stay }, request, warn): Plan {
        const { contentType = defaultContentType, target } = request
        const { body, query, form } = readRequestData(data, method, contentType)
        for (const key of form?.dropped ?? []) warn('data-value-dropped', key)
        // A query is text to everyone; of a form the platform's page asks for strings.
        if (body !== undefined) {
          for (const key of form?.converted ?? []) warn('data-value-converted', key)
        }
        return {
          wish,
          what: {
            method,
            target: withQuery(target, query),
            contentType,
            ...(body && { body: { parts: [body], length: body.byteLength } }),
            stay,
          },
        }
      },
      send,
    },
    context,
  )
}

function read(values: OptionValues): Own {
  const method = optional(values, 'method', 'string')?.toUpperCase() ?? 'GET'
  if (!methods.has(method)) throw new ApiError('paramInvalid', ['method'])
  optional(values, 'enableCache', 'boolean')
  return {
    method,
    data: values.data,
    wish: {
      dataType: optional(values, 'dataType', 'string') ?? 'json',
      responseType: optional(values, 'responseType', 'string'),
      anyJson: true,
    },
    stay: optional(values, 'redirect', 'string') === 'manual',
  }
}

/** The text stays as the caller wrote it: that is what errors tell. */
function withQuery(target: Target, query: string): Target {
  if (query === '') return target
  const url = new URL(target.url)
  url.search = url.search === '' ? query : `${url.search}&${query}`
  return { ...target, url }
}

/** Sends it, and makes the result of the answer. */
async function send({ wish, what }: Plan, call: NetworkCall<'request'>): Promise<RequestResult> {
  const sink = new MemorySink(call.context.settings.maxResponseSize)
  const answer = await call.exchange({ ...what, sink })
  const contentType = headerValue(answer.head.headers, 'content-type')
  return { ...call.result(answer), data: decodeData(sink, contentType, wish) }
}
