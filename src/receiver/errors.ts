/**
 * Every way in which the receiver fails, as data: the code that programs read, the HTTP status
 * that the sender gets (none where no sender is involved), and the sentence for people.
 * `{…}` is filled in where the error is made.
 */
const table = {
  // An upload that the receiver refuses or loses.
  methodNotAllowed: {
    status: 405,
    message: '{method} is not an upload: send the form with POST.',
  },
  notMultipart: {
    status: 415,
    message: 'The body is "{contentType}": only multipart/form-data is taken.',
  },
  encodedBody: {
    status: 415,
    message: 'The body has the Content-Encoding "{encoding}": send it as it is.',
  },
  boundaryMissing: {
    status: 400,
    message: 'The Content-Type has no boundary parameter of 1 to 200 printable ASCII characters.',
  },
  bodyTruncated: {
    status: 400,
    message: 'The body ends before its closing boundary.',
  },
  partMalformed: {
    status: 400,
    message:
      'Part {number} of the body has no header "Content-Disposition: form-data" with a name, or its headers cannot be read.',
  },
  badHttp: { status: 400, message: 'This is not HTTP as the receiver knows it ({reason}).' },
  hostMissing: { status: 400, message: 'The request has no Host header, which HTTP/1.1 asks for.' },
  expectationUnknown: {
    status: 417,
    message: 'The request expects "{expect}": the receiver knows 100-continue alone.',
  },
  headTooLarge: { status: 431, message: "The request's headers are too large." },
  headTimeout: {
    status: 408,
    message:
      "The request's headers did not come in time. The receiver's option: limits.headersTimeout.",
  },
  bodyTimeout: {
    status: 408,
    message:
      'No byte of the body came for {limit} ms. A higher limits.idleTimeout lets the receiver wait longer.',
  },
  uploadTimeout: {
    status: 408,
    message:
      'The body was not whole within {limit} ms. A higher limits.uploadTimeout lets the receiver wait longer.',
  },
  tooManyConnections: {
    status: 503,
    message:
      'The receiver has {limit} connections already. A higher limits.connections lets it take more at once.',
  },
  reset: {
    status: undefined,
    message: 'The connection was reset after {received} bytes of the body, as reply said.',
  },
  fileTooLarge: {
    status: 413,
    message:
      'A file is larger than {limit} bytes. A higher limits.fileSize lets the receiver take it.',
  },
  bodyTooLarge: {
    status: 413,
    message:
      'The body is larger than {limit} bytes. A higher limits.bodySize lets the receiver take it.',
  },
  fieldTooLarge: {
    status: 413,
    message:
      "A field's value is larger than {limit} bytes. A higher limits.fieldSize lets the receiver take it.",
  },
  fieldsTooLarge: {
    status: 413,
    message:
      'The names and values of all fields are larger than {limit} bytes. A higher limits.fieldsSize lets the receiver take them.',
  },
  fieldMemoryFull: {
    status: 503,
    message:
      'The fields of all uploads under way are larger than {limit} bytes. Send this one again later.',
  },
  tooManyFields: {
    status: 413,
    message:
      'The form has more than {limit} fields. A higher limits.fields lets the receiver take them.',
  },
  tooManyFiles: {
    status: 413,
    message:
      'The form has more than {limit} files. A higher limits.files lets the receiver take them.',
  },
  tooManyParts: {
    status: 413,
    message:
      'The form has more than {limit} parts. A higher limits.parts lets the receiver take them.',
  },
  partHeadTooLarge: {
    status: 413,
    message:
      'The headers of a part are larger than {limit} bytes. A higher limits.headerSize lets the receiver take them.',
  },
  diskFull: { status: 507, message: 'The disk of the receiver is full.' },
  storeFailed: { status: 500, message: 'The receiver could not store the upload ({reason}).' },
  senderGone: {
    status: undefined,
    message: 'The sender closed the connection after {received} bytes of the body.',
  },
  closing: {
    status: undefined,
    message: 'The receiver was closed before the upload was whole.',
  },

  // What the one who runs the receiver meets.
  portInUse: {
    status: undefined,
    message:
      'Port {port} on {host} is in use. Stop the program that uses it, choose another port, or leave port out for a free one.',
  },
  portForbidden: {
    status: undefined,
    message: 'Port {port} on {host} may not be used by this user. Choose one above 1023.',
  },
  hostUnknown: {
    status: undefined,
    message:
      '{host} is not an address of this machine. Use 127.0.0.1 for this machine only, or 0.0.0.0 for all its IPv4 addresses.',
  },
  cannotListen: { status: undefined, message: 'Cannot listen on {host}, port {port} ({reason}).' },
  folderUnusable: {
    status: undefined,
    message: 'The folder {folder} cannot be made or written to ({reason}).',
  },
  closed: { status: undefined, message: 'The receiver is closed: no further upload will come.' },
  badOption: {
    status: undefined,
    message: 'createReceiver: {option} must be {expected}, not {given}.',
  },
  unknownOption: {
    status: undefined,
    message: 'createReceiver: there is no option {option}. Known are: {known}.',
  },
  badTls: {
    status: undefined,
    message:
      'createReceiver: tls.key and tls.cert must be a private key and its certificate in PEM ({reason}).',
  },
} as const satisfies Record<string, { status: number | undefined; message: string }>

/** The name of a way to fail; it is the `code` of a {@link ReceiverError} and of the JSON answer. */
export type ReceiverErrorCode = keyof typeof table

/** What went wrong in a receiver: an upload that it refused or lost, or a server that cannot start. */
export class ReceiverError extends Error {
  override readonly name = 'ReceiverError'
  /** The stable name of this failure, such as `fileTooLarge`. */
  readonly code: ReceiverErrorCode
  /** The HTTP status that the sender gets; undefined where there is nobody to answer. */
  readonly status: number | undefined
  /** The limit that was passed, in the unit of the limit's option; undefined for other failures. */
  readonly limit: number | undefined

  /** @internal */
  constructor(code: ReceiverErrorCode, values: ErrorValues = {}, cause?: unknown) {
    super(messageOf(code, values), cause === undefined ? undefined : { cause })
    this.code = code
    this.status = table[code].status
    this.limit = typeof values.limit === 'number' ? values.limit : undefined
  }
}

/** @internal */
export type ErrorValues = Readonly<Record<string, string | number>>

/** The sentence of the table with its blanks filled in. @internal */
export function messageOf(code: ReceiverErrorCode, values: ErrorValues = {}): string {
  return table[code].message.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''))
}

/** What an unknown failure says of itself, for `{reason}`. @internal */
export function reasonOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return String(code ?? message ?? error)
}

/** Turns what the disk threw into an error of the table. @internal */
export function storeError(error: unknown): ReceiverError {
  if (error instanceof ReceiverError) return error
  const reason = reasonOf(error)
  const full = reason === 'ENOSPC' || reason === 'EDQUOT'
  return new ReceiverError(full ? 'diskFull' : 'storeFailed', { reason }, error)
}
