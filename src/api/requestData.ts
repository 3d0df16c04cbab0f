/**
 * What the `data` of tt.request becomes: a query for the methods without a body, else the body.
 */
import { type CheckedFields, readFields } from '../multipart/fields.js'
import { ApiError } from './errors.js'
import { readOption } from './networkCall.js'

/** What `data` became. */
export interface RequestData {
  /** Bytes of the body; undefined for a method that has none. */
  readonly body: Uint8Array | undefined
  /** What is added to the URL's query; `""` for nothing. */
  readonly query: string
  /** What a form's fields tell, where `data` became one. */
  readonly form: CheckedFields | undefined
}

/** The content type of a request whose `header` has none. */
export const defaultContentType = 'application/json'

const bodyMethods = new Set(['POST', 'PUT', 'PATCH'])

/** Reads `data`, at once: later changes change nothing. */
export function readRequestData(data: unknown, method: string, contentType: string): RequestData {
  const given = data === undefined || data === null ? '' : data
  const hasBody = bodyMethods.has(method)
  if (typeof given === 'string') {
    return {
      body: hasBody ? new TextEncoder().encode(given) : undefined,
      query: hasBody ? '' : given.replace(/^\?/, ''),
      form: undefined,
    }
  }
  const bytes = bytesOf(given)
  if (bytes !== undefined) {
    // A query has no place for bytes.
    if (!hasBody) throw new ApiError('paramInvalid', ['data'])
    return { body: bytes, query: '', form: undefined }
  }
  const isForm = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType)
  if (hasBody && !(isForm && typeof given === 'object')) {
    return { body: new TextEncoder().encode(textOf(given)), query: '', form: undefined }
  }
  if (typeof given !== 'object') throw new ApiError('paramType', ['data', 'object'])
  const form = readOption('data', () => readFields(given as Record<string, unknown>))
  const text = readOption('data', () =>
    form.fields.map((pair) => pair.map(encodeURIComponent).join('=')).join('&'),
  )
  return hasBody
    ? { body: new TextEncoder().encode(text), query: '', form }
    : { body: undefined, query: text, form }
}

/** A copy of an ArrayBuffer's bytes, or of a view's; undefined for anything else. */
function bytesOf(data: object | unknown): Uint8Array | undefined {
  return readOption('data', () => {
    if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0))
    if (!ArrayBuffer.isView(data)) return undefined
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
  })
}

/** JSON, whatever the content type: an object has no other text. */
function textOf(data: unknown): string {
  const text: unknown = readOption('data', () => JSON.stringify(data))
  // JSON has no text for functions and symbols.
  if (typeof text !== 'string') throw new ApiError('paramInvalid', ['data'])
  return text
}
