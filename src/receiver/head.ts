import type { IncomingMessage } from 'node:http'
import { ReceiverError } from './errors.js'
import type { ReceiverLimits } from './options.js'
import { parseHeader } from './partHeaders.js'

/** What a request's `Expect` asks for. */
export type Expectation = 'nothing' | 'continue' | 'unknown'

/** Refuses what the request's head alone gives away, or returns the form's boundary. */
export function checkHead(
  request: IncomingMessage,
  limits: ReceiverLimits,
  expects: Expectation,
): string {
  const { method = '', headers, httpVersion } = request
  // Node would answer these two itself, without a word of why.
  if (httpVersion === '1.1' && headers.host === undefined) throw new ReceiverError('hostMissing')
  if (expects === 'unknown') {
    throw new ReceiverError('expectationUnknown', { expect: headers.expect ?? '' })
  }
  if (method !== 'POST') throw new ReceiverError('methodNotAllowed', { method })
  const contentType = headers['content-type'] ?? ''
  const { value, parameters } = parseHeader(contentType)
  if (value !== 'multipart/form-data') throw new ReceiverError('notMultipart', { contentType })
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw new ReceiverError('encodedBody', { encoding })
  const boundary = parameters.get('boundary') ?? ''
  // RFC 2046 says 70; the parser can do 252.
  if (!/^[\x20-\x7e]{1,200}$/.test(boundary)) throw new ReceiverError('boundaryMissing')
  if (Number(headers['content-length'] ?? 0) > limits.bodySize) {
    throw new ReceiverError('bodyTooLarge', { limit: limits.bodySize })
  }
  return boundary
}
