import type { IncomingMessage } from 'node:http'
import { ReceiverError } from './errors.js'
import type { ReceiverLimits } from './options.js'
import { parseHeader } from './partHeaders.js'

/** Refuses what the request's head alone gives away, or returns the form's boundary. */
export function checkHead(request: IncomingMessage, limits: ReceiverLimits): string {
  const { method = '', headers } = request
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
