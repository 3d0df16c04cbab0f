import type { IncomingMessage } from 'node:http'
import type { ReceiverError } from './errors.js'

/** A file of an upload, as the sender is told of it. */
export interface ReceivedFile {
  /** The name of the form's field. */
  field: string
  /**
   * The file name as it is on the wire, in UTF-8, with any path, back-slash or `%22` in it.
   * It comes from a stranger: never use it as a path.
   */
  filename: string
  /** The part's Content-Type as it came; empty where the sender gave none. */
  contentType: string
  /** Bytes. */
  size: number
  /** The SHA-256 of the bytes, in hexadecimal. */
  sha256: string
}

/** A file of an upload, as the one who runs the receiver is told of it. */
export interface StoredFile extends ReceivedFile {
  /** The absolute path at which the file is stored, under a random name. */
  path: string
}

/** The JSON that a sender gets for an upload that was taken. */
export interface ReceiverAnswer {
  /** The files in the order of the body. */
  files: ReceivedFile[]
  /** The other fields in the order of the body, the same name as often as it came. */
  fields: [name: string, value: string][]
  /** The request's headers, names in lower case; values of a repeated one joined by a comma. */
  headers: Record<string, string>
}

/** What is known of a request, whether its upload was taken or not. */
export interface RequestRecord {
  /** The HTTP method. */
  method: string
  /** The path and query as the sender wrote them. */
  url: string
  /** The request's headers, names in lower case. */
  headers: Record<string, string>
  /** The sender's address. */
  remoteAddress: string
  /** The sender's port. */
  remotePort: number
  /** When the request's headers had arrived. */
  startedAt: Date
  /** Milliseconds from then to the end of the upload. */
  duration: number
  /** Bytes of the body that arrived. */
  received: number
}

/** An upload that arrived whole and is stored. */
export interface UploadRecord extends RequestRecord {
  /** The stored files in the order of the body. */
  files: StoredFile[]
  /** The other fields in the order of the body. */
  fields: [name: string, value: string][]
}

/** A request that was refused, or an upload that broke; nothing of it is stored. */
export interface BrokenUpload extends RequestRecord {
  /** Why. `error.status` is what the sender was answered, if it was still there. */
  error: ReceiverError
}

/** Starts a record. @internal */
export function beginRecord(request: IncomingMessage): (received: number) => RequestRecord {
  const startedAt = new Date()
  const start = performance.now()
  // Read now: a socket that is gone has no address.
  const { remoteAddress = '', remotePort = 0 } = request.socket
  const { method = '', url = '' } = request
  const headers = readHeaders(request)
  return (received) => {
    const duration = performance.now() - start
    return { method, url, headers, remoteAddress, remotePort, startedAt, duration, received }
  }
}

/** From the raw list: Node's own object drops repeated headers and one called `__proto__`. */
function readHeaders({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers = new Map<string, string>()
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase()
    const before = headers.get(name)
    const value = rawHeaders[i + 1] as string
    const separator = name === 'cookie' ? '; ' : ', '
    headers.set(name, before === undefined ? value : before + separator + value)
  }
  return Object.fromEntries(headers)
}
