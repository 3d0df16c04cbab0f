/**
 * The error table of spec 10 as data: documentation, code, command line and tests share it.
 */

import type { NetworkErrorName } from '../platform.js'
import {
  type FileApiName,
  type FileErrorName,
  type FileErrorRow,
  fileErrorCode,
  fileErrorRows,
  isFileApi,
} from './fileErrors.js'
import { type NetworkApi, networkApis } from './networkApis.js'
import {
  isStorageApi,
  type StorageApiName,
  type StorageErrorName,
  storageApis,
  storageErrorRows,
} from './storageErrors.js'

/** D: the developer's, U: the user's, F: the framework's, I: can be ignored. */
export type ErrorType = 'D' | 'U' | 'F' | 'I'

/** One row of the error table. */
export interface ErrorRow {
  /** The last two digits of the code; the API's own number stands before them. */
  readonly suffix: number
  /** The message after the API's name and `:fail `, with `%s` for what varies. */
  readonly detail: string
  readonly type: ErrorType
  /** What brings it about here. */
  readonly causes: string
  /** What to do about it, in one sentence. */
  readonly advice: string
  /** The one API of the network that reports it; all do where it is not given. */
  readonly api?: NetworkApi
}

/** Every error that an API of the network reports, by a name of our own. */
export const errorRows = {
  paramMissing: {
    suffix: 99,
    detail: 'params %s is required',
    type: 'D',
    causes: 'A required option is missing, or is "", null or undefined.',
    advice: 'Pass the option that the message names.',
  },
  paramType: {
    suffix: 99,
    detail: 'params %s type is not %s',
    type: 'D',
    causes: 'An option has another type than the documented one.',
    advice: 'Pass the option in the type that the message names.',
  },
  paramInvalid: {
    suffix: 99,
    detail: 'params %s is invalid',
    type: 'D',
    causes:
      'A value that cannot be sent: a header with CR, LF or NUL or a name that is no token, formData or data that is cyclic, a method that there is not, an option whose getter throws.',
    advice: 'Change the option that the message names to a value that can be sent.',
  },
  strict: {
    suffix: 99,
    detail: '%s',
    type: 'D',
    causes: 'The host is strict, and the call gave a warning.',
    advice: 'Mend what the warning tells, or make the host without `strict`.',
  },
  urlProtocol: {
    suffix: 99,
    detail: 'url use invalid protocol, url == %s, url support protocol is %s',
    type: 'D',
    causes:
      'A released version was given another URL than https, a test version one that is neither http nor https.',
    advice: 'Use an https URL, or a test version (envType development) for http.',
  },
  urlInvalid: {
    suffix: 99,
    detail: 'url is invalid, url == %s',
    type: 'D',
    causes: 'The url is not an absolute URL.',
    advice: 'Pass an absolute URL, such as https://upload.example.com/path.',
  },
  domain: {
    suffix: 1,
    detail: 'url not in domain list, url == %s',
    type: 'D',
    causes:
      'The origin of the URL, or of a redirect, is not in the domain list of the API; also where the URL writes a port and the entry has none.',
    advice: 'Add the origin to the domain list of the API, with its port if the URL has one.',
  },
  fileMissing: {
    suffix: 2,
    detail: 'no file exist, filePath == %s',
    type: 'D',
    causes:
      'The path is inside the sandbox and names no file, or a folder; a download is to go where there is no folder.',
    advice:
      'Pass a path that chooseImage, chooseVideo, saveFile or addFile returned and that still exists.',
  },
  saveQuota: {
    suffix: 3,
    detail: 'user dir saved file size limit exceeded',
    type: 'D',
    causes: "The file would not fit into ttfile://user beside what is there (host's userQuota).",
    advice: 'Remove saved files that are not needed, or download to a temporary file.',
    api: 'downloadFile',
  },
  offline: {
    suffix: 85,
    detail: 'network unavailable',
    type: 'U',
    causes: 'No network interface but loopback is up, and the server is not on it.',
    advice: 'Connect this machine to a network and try again.',
  },
  forbidden: {
    suffix: 85,
    detail: 'network unavailable',
    type: 'U',
    causes: 'The operating system refuses the connection (EACCES, EPERM).',
    advice: 'Allow this program to use the network (firewall, sandbox) and try again.',
  },
  changed: {
    suffix: 23,
    detail: 'network changed',
    type: 'U',
    causes: 'The local address of the connection vanished from the machine while it was in use.',
    advice: 'Try again once the network is steady.',
  },
  dns: {
    suffix: 24,
    detail: 'dns error',
    type: 'U',
    causes: "The server's name does not resolve.",
    advice: "Check the spelling of the URL's host name and this machine's name server.",
  },
  tls: {
    suffix: 25,
    detail: 'ssl error',
    type: 'U',
    causes:
      'TCP is up and the TLS handshake fails or is cut: a plain server behind an https URL, a server below TLS 1.2 or of HTTP/2 alone, a client certificate that is asked for. Later too, where TLS itself breaks: by an alert, or a record that was damaged on its way.',
    advice: 'Check that the server speaks TLS 1.2 or later at this port.',
  },
  connect: {
    suffix: 26,
    detail: 'connection error',
    type: 'U',
    causes: 'No TCP connection to the server, or to the proxy: refused, unreachable or reset.',
    advice:
      'Check that the server (or the proxy) listens at this address and port and can be reached.',
  },
  interrupted: {
    suffix: 27,
    detail: 'interrupted',
    type: 'U',
    causes:
      'The connection broke after it was made and before the answer was whole. A server that answers and resets while the body is on its way is read out; over TLS its answer can be lost where the server sends without TCP_NODELAY.',
    advice: "Look into the server's log for a crash, a limit or a time-out, then try again.",
  },
  certificate: {
    suffix: 28,
    detail: 'certificate error',
    type: 'D',
    causes:
      'The certificate is expired, not valid yet, for another name, self-signed, of an unknown issuer, sent without the ones between it and its root, not for a server, too weak or revoked; or the host has a `crl`, and none of its lists is of the issuer.',
    advice:
      'Mend the certificate, or give its issuer as `ca`; insecureTls (--insecure) is for test servers.',
  },
  urlRefused: {
    suffix: 29,
    detail: 'url error',
    type: 'D',
    causes: 'A port that the network stack blocks, or a redirect to what is no http or https URL.',
    advice: 'Use another port, or mend the Location that the server answers with.',
  },
  network: {
    suffix: 91,
    detail: 'network error:%s',
    type: 'F',
    causes:
      "Any other failure of the network, by Chromium's name: too many redirects, an answer that is not HTTP or can't be decoded, headers or an answer over the limit, a file that changed while it was sent.",
    advice: 'Look the net::ERR_ name up in docs/errors.md.',
  },
  timeout: {
    suffix: 20,
    detail: 'request time out',
    type: 'D',
    causes: 'The exchange took longer than the timeout.',
    advice:
      'Send less, use a faster network, or raise the timeout (60000 ms is the most on the phone).',
  },
  abort: {
    suffix: 5,
    detail: '%s abort',
    type: 'D',
    causes: 'abort() was called, or the host was closed while the call ran.',
    advice: 'Nothing to mend: the call was stopped on purpose.',
  },
  fileDenied: {
    suffix: 6,
    detail: "file path permission denied, open '%s'",
    type: 'D',
    causes:
      'The path lies outside ttfile://temp and ttfile://user, climbs out of them, or the file cannot be read; a download is to go where nothing can be written.',
    advice:
      'Pass a ttfile:// path of this mini-program; host.addFile makes one of a file on the machine.',
  },
  internal: {
    suffix: 92,
    detail: '%s',
    type: 'F',
    causes: 'The host is closed, or a defect of the runtime itself.',
    advice:
      'Make a new host if this one was closed; else report the message as a bug of tt-anywhere.',
  },
  background: {
    suffix: 94,
    detail: 'app in background',
    type: 'U',
    causes: 'The mini-program has been in the background for 5 seconds.',
    advice: 'Call while the mini-program is in the foreground.',
  },
} as const satisfies Record<string, ErrorRow>

/** What `network error:%s` names: Chromium's names of errors that have no row of their own. */
export const networkErrors = {
  'net::ERR_TOO_MANY_REDIRECTS': {
    causes: 'The server redirected more than 20 times.',
    advice: 'Break the loop of redirects on the server.',
  },
  'net::ERR_INVALID_HTTP_RESPONSE': {
    causes:
      'The answer is not HTTP: another protocol, a broken head, interim answers without an end.',
    advice: 'Check that the port is that of an HTTP server, and of https where the URL says so.',
  },
  'net::ERR_INVALID_CHUNKED_ENCODING': {
    causes: 'The answer says that it is chunked and its chunks are broken.',
    advice: "Mend the server's chunked encoding.",
  },
  'net::ERR_CONTENT_DECODING_FAILED': {
    causes:
      'The answer says gzip, deflate or br, and its bytes are no such thing; or more than five of them, one over the other.',
    advice: "Mend the answer's Content-Encoding, or what compresses it.",
  },
  'net::ERR_RESPONSE_HEADERS_TOO_BIG': {
    causes: "The answer's head is over 256 KiB.",
    advice: 'Send fewer or shorter headers.',
  },
  'net::ERR_FILE_TOO_BIG': {
    causes:
      "The answer, decoded, is over the host's maxResponseSize; a download, over maxDownloadSize.",
    advice: 'Answer with less, or raise the limit.',
  },
  'net::ERR_FILE_NO_SPACE': {
    causes: 'The disk is full: a download could not be written.',
    advice: 'Free some room on the disk, and try again.',
  },
  'net::ERR_UPLOAD_FILE_CHANGED': {
    causes: 'The file changed while it was sent.',
    advice: 'Upload the file once nobody writes to it.',
  },
  'net::ERR_INSUFFICIENT_RESOURCES': {
    causes: 'The process has no file descriptors or memory left for the file or a connection.',
    advice: 'Raise the limit of open files (ulimit -n), or run fewer calls at once.',
  },
  'net::ERR_TUNNEL_CONNECTION_FAILED': {
    causes: 'The proxy would not connect to the server (CONNECT).',
    advice: "Check the proxy's user name and password, and that it allows this server and port.",
  },
  'net::ERR_SOCKS_CONNECTION_FAILED': {
    causes: 'The SOCKS proxy would not connect to the server.',
    advice: "Check the proxy's user name and password, and that it can reach this server and port.",
  },
  'net::ERR_NO_SUPPORTED_PROXIES': {
    causes: 'HTTPS_PROXY or HTTP_PROXY of the environment is no http, https or socks5 URL.',
    advice: 'Mend the variable, or give the host `proxy` (false for none).',
  },
  'net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS': {
    causes:
      "The server's address, of the call or of a redirect, is private, and the host has `blockPrivateAddresses`.",
    advice:
      'Nothing to mend where the mini-program has no business there; else add the address to blockPrivateAddresses, or route the origin (host.route).',
  },
  'net::ERR_FAILED': {
    causes: 'A failure of the network without a name of its own.',
    advice: 'Make the call again; if it stays, report it with the exchange as HAR.',
  },
} as const satisfies Record<NetworkErrorName, { causes: string; advice: string }>

/** The name of a row. */
export type ErrorName = keyof typeof errorRows

/** An API that reports errors, of this table, that of files or that of the data storage. */
export type ApiName = NetworkApi | FileApiName | StorageApiName

/** What fail and complete get. */
export interface FailResult {
  /** The API's name, `:fail ` and the detail, such as `uploadFile:fail dns error`. */
  errMsg: string
  /** Six digits, spec 10. */
  errorCode: number
  /** D: the developer's, U: the user's, F: the framework's, I: can be ignored. */
  errorType: ErrorType
}

/** An error of the table on its way to fail. */
export class ApiError extends Error {
  readonly row: ErrorName | FileErrorName | StorageErrorName
  /** What goes into the message, in its order. */
  readonly values: readonly string[]
  override readonly name = 'ApiError'

  constructor(
    row: ErrorName | FileErrorName | StorageErrorName,
    values: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(fill(anyRow(row), values), options)
    this.row = row
    this.values = values
  }

  /** The result as the mini-program sees it. */
  result(api: ApiName): FailResult {
    if (isFileApi(api)) {
      return this.#resultOf(api, fileErrorRows, (name) => fileErrorCode(api, name))
    }
    if (isStorageApi(api)) {
      const code = (name: StorageErrorName) =>
        storageApis[api] * 100 + storageErrorRows[name].suffix
      return this.#resultOf(api, storageErrorRows, code)
    }
    const { suffix, type } = errorRows[this.row as ErrorName]
    return {
      errMsg: `${api}:fail ${this.message}`,
      errorCode: networkApis[api].number * 100 + suffix,
      errorType: type,
    }
  }

  /** Some APIs have a table of their own, with other words for some rows of the same name. */
  #resultOf<Name extends string>(
    api: ApiName,
    rows: Record<Name | 'internal', FileErrorRow>,
    code: (name: Name | 'internal') => number,
  ): FailResult {
    const name = Object.hasOwn(rows, this.row) ? (this.row as Name) : 'internal'
    const row = rows[name]
    return {
      errMsg: `${api}:fail ${name === this.row ? fill(row, this.values) : this.message}`,
      errorCode: code(name),
      errorType: row.type,
    }
  }
}

/** A row by its name; this table goes before the others. */
function anyRow(name: ApiError['row']): FileErrorRow {
  // One table out of all would be made anew for each error, and takes longer than the rest of it.
  const rows: Partial<Record<ApiError['row'], FileErrorRow>> = errorRows
  const fileRows: typeof rows = fileErrorRows
  const storageRows: typeof rows = storageErrorRows
  return rows[name] ?? fileRows[name] ?? storageRows[name] ?? errorRows.internal
}

function fill({ detail }: FileErrorRow, values: readonly string[]): string {
  let index = 0
  return detail.replaceAll('%s', () => values[index++] ?? '')
}

/** An error of any origin as one of the table: what is not of it is a defect of the runtime. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError('internal', [messageOf(error)], { cause: error })
}

/** The text of whatever was thrown; whatever it is, it does not throw again. */
export function messageOf(error: unknown): string {
  try {
    const { message = error } = (error ?? {}) as { message?: unknown }
    return String(message ?? 'nothing was said')
  } catch {
    return 'nothing that can be said'
  }
}

/**
 * What to do about an error, in one sentence.
 *
 * @example
 * adviceFor({ errMsg: 'uploadFile:fail dns error', errorCode: 121924, errorType: 'U' })
 */
export function adviceFor(result: FailResult): string {
  const suffix = result.errorCode % 100
  const [start = '', api = ''] = /^(\w+):fail /.exec(result.errMsg) ?? []
  const message = result.errMsg.slice(start.length)
  const own = isFileApi(api) ? fileErrorRows : isStorageApi(api) ? storageErrorRows : undefined
  const rows: FileErrorRow[] = own
    ? // `strict` and `internal` hold any text, and differ in their code.
      Object.values(own).filter(({ detail, type }) => detail !== '%s' || type === result.errorType)
    : Object.values(errorRows).filter((row) => row.suffix === suffix)
  const row =
    rows.find(({ detail }) => detail !== '%s' && matches(detail, message)) ??
    rows.find(({ detail }) => detail === '%s') ??
    errorRows.internal
  if (row === errorRows.network) {
    const name = message.slice(message.indexOf('net::')) as NetworkErrorName
    return networkErrors[name]?.advice ?? row.advice
  }
  return row.advice
}

function matches(pattern: string, detail: string): boolean {
  const [start = '', ...rest] = pattern.split('%s')
  let at = start.length
  if (!detail.startsWith(start)) return false
  for (const piece of rest) {
    const found = detail.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return true
}
