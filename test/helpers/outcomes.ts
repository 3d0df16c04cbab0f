import type { UploadFileError } from 'tt-anywhere'

/**
 * The rows of spec 10 as fail and complete get them, written out by hand: what a test compares with
 * must not come from the code under test.
 */
export const outcomes = {
  offline: outcome(121985, 'network unavailable', 'U'),
  forbidden: outcome(121985, 'network unavailable', 'U'),
  changed: outcome(121923, 'network changed', 'U'),
  dns: outcome(121924, 'dns error', 'U'),
  tls: outcome(121925, 'ssl error', 'U'),
  connect: outcome(121926, 'connection error', 'U'),
  interrupted: outcome(121927, 'interrupted', 'U'),
  certificate: outcome(121928, 'certificate error', 'D'),
  urlRefused: outcome(121929, 'url error', 'D'),
  timeout: outcome(121920, 'request time out', 'D'),
  abort: outcome(121905, 'upload file abort', 'D'),
  background: outcome(121994, 'app in background', 'U'),
  closed: outcome(121992, 'host is closed', 'F'),
  tooManyRedirects: network('net::ERR_TOO_MANY_REDIRECTS'),
  invalidResponse: network('net::ERR_INVALID_HTTP_RESPONSE'),
  invalidChunks: network('net::ERR_INVALID_CHUNKED_ENCODING'),
  decodingFailed: network('net::ERR_CONTENT_DECODING_FAILED'),
  headersTooBig: network('net::ERR_RESPONSE_HEADERS_TOO_BIG'),
  fileTooBig: network('net::ERR_FILE_TOO_BIG'),
  fileChanged: network('net::ERR_UPLOAD_FILE_CHANGED'),
  insufficientResources: network('net::ERR_INSUFFICIENT_RESOURCES'),
  tunnelFailed: network('net::ERR_TUNNEL_CONNECTION_FAILED'),
  socksFailed: network('net::ERR_SOCKS_CONNECTION_FAILED'),
  noSupportedProxies: network('net::ERR_NO_SUPPORTED_PROXIES'),
} as const

/** What fail gets for this code, detail and type. */
export function outcome(
  errorCode: number,
  detail: string,
  errorType: UploadFileError['errorType'],
): UploadFileError {
  return { errMsg: `uploadFile:fail ${detail}`, errorCode, errorType }
}

function network(name: string) {
  return outcome(121991, `network error:${name}`, 'F')
}
