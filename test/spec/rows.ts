/**
 * The rows of the specification: what tt.uploadFile must do, a row a sentence, each with its source.
 * Tests name the row they prove: `test('[4.1] …')`. `npm run conformance` joins the two into
 * docs/conformance.md, and fails where a row has no test.
 *
 * Sources: page, net, task, file, cookie, err (the platform's pages), types (its typings), game (the
 * mini-games' page), storage (its pages of the data storage), device (those of the network's state),
 * feishu (the sibling platform), web (the web's standards), chromium, and choice: where no source says
 * and this project decided.
 */
import { profileRows } from './rows/9-profile.js'
import { requestRows } from './rows/13-request.js'
import { downloadFileRows } from './rows/14-downloadFile.js'
import { storageRows } from './rows/15-storage.js'
import { aroundRows } from './rows/16-around.js'
import { networkRows } from './rows/17-network.js'
import { runtimeRows } from './rows/18-runtime.js'

/** A sentence of the specification. */
export interface Row {
  readonly id: string
  readonly text: string
  readonly source: string
}

/** The sections, in order. */
export const sections: Readonly<Record<string, string>> = {
  1: 'The call',
  2: 'Local paths',
  3: 'The body',
  4: 'Headers',
  5: 'Where it may send',
  6: 'Time',
  7: 'Results',
  8: 'UploadTask',
  9: 'profile',
  10: 'Errors',
  11: 'Cookies',
  12: 'The APIs around it',
  13: 'tt.request',
  14: 'tt.downloadFile',
  15: 'The data storage',
  16: 'The user, the phone and the pages around it',
  17: "The network's state",
  18: 'The page runner',
}

/** Every row, in order. */
export const rows: readonly Row[] = [
  // 1. The call
  {
    id: '1.1',
    source: 'page',
    text: 'The call returns an UploadTask at once and reports through callbacks.',
  },
  {
    id: '1.2',
    source: 'page',
    text: 'It sends one POST whose body is multipart/form-data with one file.',
  },
  {
    id: '1.3',
    source: 'feishu',
    text: 'A required option that is missing, or is "", null or undefined, fails with 121999 `params … is required`.',
  },
  {
    id: '1.4',
    source: 'feishu, err',
    text: 'A required option of another type fails with 121999 `params … type is not string`.',
  },
  {
    id: '1.5',
    source: 'feishu',
    text: 'An optional option that is "", null or undefined counts as not given.',
  },
  {
    id: '1.6',
    source: 'choice',
    text: 'An optional option of another type fails with 121999 `params … type is not …`.',
  },
  {
    id: '1.7',
    source: 'choice',
    text: 'Nothing ever throws out of the call, whatever is passed; the failure comes through fail and complete, after the task was returned.',
  },
  {
    id: '1.8',
    source: 'choice',
    text: 'The options are read once, when the call is made; changing them later changes nothing.',
  },
  {
    id: '1.9',
    source: 'game',
    text: 'enableProfile is accepted, true by default; false leaves profile out.',
  },
  {
    id: '1.10',
    source: 'choice',
    text: 'dataType and responseType work as for tt.request, with a warning that the phone may not know them.',
  },
  { id: '1.11', source: 'game, choice', text: 'A file over 10 MB gives a warning.' },
  { id: '1.12', source: 'page', text: "The call of the page's own sample works as it stands." },
  {
    id: '1.13',
    source: 'choice',
    text: "An option that is not on the platform's page gives a warning.",
  },
  // 2. Local paths
  {
    id: '2.1',
    source: 'file',
    text: 'ttfile://temp/… and ttfile://user/… are the sandbox; both may have folders inside.',
  },
  { id: '2.2', source: 'choice', text: 'Paths are taken literally: nothing is percent-decoded.' },
  {
    id: '2.3',
    source: 'page, choice',
    text: "A path outside the two, or one that climbs out of them (.., absolute, a link that leads outside), fails with 121906 `file path permission denied, open '%s'`.",
  },
  {
    id: '2.4',
    source: 'page',
    text: 'A path inside that names no file fails with 121902 `no file exist, filePath == %s`.',
  },
  { id: '2.5', source: 'choice', text: 'A file that exists and cannot be read fails with 121906.' },
  { id: '2.6', source: 'choice', text: 'A folder fails with 121902.' },
  { id: '2.7', source: 'file', text: "Mini-programs never see each other's files." },
  {
    id: '2.8',
    source: 'choice',
    text: 'A file given to the host by its path on the machine is only referred to; the original is never touched.',
  },
  {
    id: '2.9',
    source: 'choice',
    text: 'The file is read while it is sent, never held whole in memory.',
  },
  {
    id: '2.10',
    source: 'chromium, choice',
    text: 'A file that shrinks or grows while it is sent fails with 121991 `network error:net::ERR_UPLOAD_FILE_CHANGED`, and no body that mismatches its Content-Length is sent.',
  },
  {
    id: '2.11',
    source: 'file',
    text: 'saveFile moves a temporary file into user, and the old path stops working.',
  },
  {
    id: '2.12',
    source: 'file',
    text: 'The user folder holds 10 MB per mini-program; beyond it saveFile fails. The host can allow more.',
  },
  {
    id: '2.13',
    source: 'choice',
    text: 'A file that the host was given by its path is copied by saveFile; the original is never touched.',
  },
  {
    id: '2.14',
    source: 'choice',
    text: 'Below ttfile://user/ a whole path has at most 238 characters, of which a capital counts 2, and all but a to z, 0 to 9, _, -, . and / 3 to 6 (a Chinese one 5); a longer one fails with `params … is invalid`.',
  },
  // 3. The body
  {
    id: '3.1',
    source: 'choice',
    text: "formData fields come first, in the object's own order; the file part comes last.",
  },
  {
    id: '3.2',
    source: 'choice',
    text: 'A formData string goes as it is; numbers and booleans as String(value); objects and arrays as JSON; null and undefined are skipped.',
  },
  {
    id: '3.3',
    source: 'web',
    text: 'Names and file names are UTF-8; in them `"` becomes %22, CR %0D, LF %0A.',
  },
  {
    id: '3.4',
    source: 'choice',
    text: 'Field values go byte for byte: line breaks are not turned into CRLF.',
  },
  { id: '3.5', source: 'web', text: 'The file part has `filename`, the last part of the path.' },
  {
    id: '3.6',
    source: 'web',
    text: "The file part's Content-Type is by the file's extension, application/octet-stream where unknown.",
  },
  {
    id: '3.7',
    source: 'choice',
    text: 'The request carries an exact Content-Length, never chunked encoding.',
  },
  {
    id: '3.8',
    source: 'web',
    text: 'The boundary is random, and cannot occur by chance in the parts.',
  },
  {
    id: '3.9',
    source: 'choice',
    text: 'formData that cannot become text (cyclic, a getter that throws) fails with 121999 `params formData is invalid`.',
  },
  // 4. Headers
  {
    id: '4.1',
    source: 'page',
    text: 'referer cannot be set; it is https://tmaservice.developer.toutiao.com/?appid={appid}&version={appVersion}.',
  },
  {
    id: '4.2',
    source: 'page',
    text: 'user-agent cannot be set; on iOS it is `{system} {host}/{version} ToutiaoMicroApp/{base library} webview/{plugin}`.',
  },
  {
    id: '4.3',
    source: 'page',
    text: 'user-agent cannot be set; on Android it is `{system} {host}/{version} ToutiaoMicroApp/{base library} PluginVersion/{plugin}`.',
  },
  {
    id: '4.4',
    source: 'page, choice',
    text: "content-type cannot be set; it is multipart/form-data with this request's boundary. One that is given is dropped, and the upload works.",
  },
  {
    id: '4.5',
    source: 'choice',
    text: 'Names are compared without case; those that belong to the connection (host, content-length, transfer-encoding, connection, keep-alive, upgrade, te, trailer, expect, proxy-*) are dropped.',
  },
  { id: '4.6', source: 'choice', text: 'Each dropped header gives one warning that names it.' },
  {
    id: '4.7',
    source: 'choice',
    text: 'Values: numbers and booleans as String(value), null and undefined left out.',
  },
  { id: '4.8', source: 'choice', text: 'Characters beyond Latin-1 go as UTF-8 bytes.' },
  {
    id: '4.9',
    source: 'choice',
    text: 'A header that cannot go on the wire (CR, LF, NUL, a name that is no token) fails with 121999 `params header is invalid` before anything is sent.',
  },
  // 5. Where it may send
  {
    id: '5.1',
    source: 'page',
    text: 'The released version sends to https only; else 121999 `url use invalid protocol, url == %s, url support protocol is https`.',
  },
  {
    id: '5.2',
    source: 'page, game',
    text: 'A test version (development, preview, gray) sends to http and https; else 121999 with `http, https`.',
  },
  {
    id: '5.3',
    source: 'page',
    text: 'A string that is no absolute URL fails with 121999 `url is invalid, url == %s`.',
  },
  {
    id: '5.4',
    source: 'page',
    text: 'A URL that is not in the uploadFile domain list fails with 121901 `url not in domain list, url == %s`.',
  },
  {
    id: '5.5',
    source: 'choice',
    text: 'In a test version an http URL matches the entry of the same host and port rule.',
  },
  { id: '5.6', source: 'net', text: 'An entry with a port matches that very port only.' },
  {
    id: '5.7',
    source: 'net',
    text: 'An entry without a port matches no URL that writes one, not even :443.',
  },
  { id: '5.8', source: 'choice', text: 'Subdomains do not match a parent.' },
  {
    id: '5.9',
    source: 'net, choice',
    text: 'An entry cannot be an IP address, but for a LAN one, nor localhost; a bad entry is an error when the host is made.',
  },
  {
    id: '5.10',
    source: 'choice',
    text: 'Case, punycode, a trailing dot, user info, back-slashes and tabs never open a hole.',
  },
  {
    id: '5.11',
    source: 'choice',
    text: 'User info of an allowed URL goes out as `authorization: Basic` unless header sets that.',
  },
  {
    id: '5.12',
    source: 'game',
    text: 'checkDomains: false lets every URL pass and checks neither certificates nor the TLS version.',
  },
  { id: '5.13', source: 'choice', text: 'checkDomains: false is refused for a production host.' },
  { id: '5.14', source: 'choice', text: 'insecureTls switches off the certificate check alone.' },
  {
    id: '5.15',
    source: 'choice',
    text: 'Without domains the list is empty, and every URL fails while the check is on.',
  },
  {
    id: '5.16',
    source: 'choice',
    text: "A proxy comes from the host's option, else from HTTPS_PROXY, HTTP_PROXY and NO_PROXY: http (CONNECT for https), https and socks5.",
  },
  {
    id: '5.17',
    source: 'net',
    text: 'TLS 1.2 or later; the certificate chain, host name and dates must be right.',
  },
  { id: '5.18', source: 'chromium, web', text: 'Redirects are followed, 20 at most.' },
  {
    id: '5.19',
    source: 'web',
    text: '301, 302 and 303 go on as GET without a body; 307 and 308 send the whole body again.',
  },
  {
    id: '5.20',
    source: 'choice',
    text: 'A redirect to what is no URL, or neither http nor https, fails with 121929.',
  },
  {
    id: '5.21',
    source: 'choice',
    text: "A redirect to http where only https may go, or to an origin not in the list, fails with its row and that hop's URL.",
  },
  {
    id: '5.22',
    source: 'web',
    text: 'On a change of origin `authorization` and a hand-set `cookie` are dropped.',
  },
  {
    id: '5.23',
    source: 'choice',
    text: 'A trusted origin of the host passes the domain list; certificates are checked as ever.',
  },
  {
    id: '5.24',
    source: 'choice',
    text: 'What a released version would refuse gives a warning where this host lets it pass: http, an unlisted origin, a port.',
  },
  {
    id: '5.25',
    source: 'choice',
    text: 'With the host option blockPrivateAddresses nothing connects to a private address (loopback, LAN, link-local, metadata), nor by a redirect: 121991 `network error:net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS`, with a warning. Without it, as on the phone, it does.',
  },
  // 6. Time
  {
    id: '6.1',
    source: 'net',
    text: 'timeout is 60 000 ms by default, and that is the most; more is cut to it.',
  },
  { id: '6.2', source: 'choice', text: 'What is no positive number counts as not given.' },
  { id: '6.3', source: 'game', text: "app.json's networkTimeout.uploadFile sets the default." },
  {
    id: '6.4',
    source: 'choice',
    text: 'It runs from the start of the exchange, not from a wait in the queue, to the last byte of the response; past it 121920 `request time out`.',
  },
  { id: '6.5', source: 'choice', text: 'The host can raise the maximum.' },
  {
    id: '6.6',
    source: 'game, feishu',
    text: 'At most 5 uploads run at once; more wait their turn, first come first served.',
  },
  { id: '6.7', source: 'choice', text: 'Aborting one that waits fails it at once.' },
  {
    id: '6.8',
    source: 'net',
    text: 'After 5 s in the background new calls fail with 121994 `app in background`.',
  },
  { id: '6.9', source: 'choice', text: 'Running and waiting uploads go on in the background.' },
  // 7. Results
  { id: '7.1', source: 'page', text: 'success: errMsg is `uploadFile:ok`.' },
  {
    id: '7.2',
    source: 'net',
    text: 'success: statusCode is the HTTP status; any status is a success once the response has arrived.',
  },
  { id: '7.3', source: 'types', text: 'success: data is the body as text by default.' },
  {
    id: '7.4',
    source: 'choice, net',
    text: 'success: header holds the response headers, names in lower case, several Set-Cookie lines joined into one.',
  },
  { id: '7.5', source: 'page', text: 'success: profile tells what the network did.' },
  {
    id: '7.6',
    source: 'page, err',
    text: 'fail: errMsg is `uploadFile:fail ` and the detail, with errorCode and errorType, and nothing else.',
  },
  {
    id: '7.7',
    source: 'page, feishu',
    text: 'Exactly one of success and fail, then complete with the same object, each once, never before the call has returned.',
  },
  {
    id: '7.8',
    source: 'choice',
    text: 'A callback that throws stops nothing: complete still runs, and the error goes to onError, or is thrown as an uncaught one on a later tick.',
  },
  {
    id: '7.9',
    source: 'net',
    text: 'Text is decoded by the charset of the Content-Type (GBK, Big5, Shift_JIS, UTF-16), else as UTF-8; a BOM is dropped.',
  },
  {
    id: '7.10',
    source: 'net',
    text: 'A charset nobody knows falls back to UTF-8; undecodable bytes become U+FFFD.',
  },
  { id: '7.11', source: 'choice', text: "responseType 'arraybuffer' gives an ArrayBuffer." },
  {
    id: '7.12',
    source: 'choice',
    text: "dataType 'json' gives an object where the text is JSON, else the text.",
  },
  { id: '7.13', source: 'choice', text: 'Compressed responses (gzip, deflate, br) are decoded.' },
  {
    id: '7.14',
    source: 'choice',
    text: 'A whole response that comes before the body was sent is the result; sending stops.',
  },
  { id: '7.15', source: 'choice', text: 'A connection that closes without a response is 121927.' },
  {
    id: '7.16',
    source: 'choice',
    text: 'A server that answers and closes while the body is still on its way is read out.',
  },
  {
    id: '7.17',
    source: 'choice',
    text: 'An upload is never sent twice: once bytes went out a lost connection is 121927.',
  },
  {
    id: '7.18',
    source: 'choice',
    text: 'A pooled connection known to be dead before a byte was written is replaced.',
  },
  { id: '7.19', source: 'types, choice', text: 'fail has no errNo.' },
  {
    id: '7.20',
    source: 'choice',
    text: 'After host.close() a call fails with 121992 `host is closed`; running ones end as aborted.',
  },
  // 8. UploadTask
  {
    id: '8.1',
    source: 'task',
    text: 'abort() stops the upload: fail with 121905 `upload file abort`.',
  },
  { id: '8.2', source: 'task', text: 'abort() after the end, or twice, does nothing.' },
  {
    id: '8.3',
    source: 'task',
    text: 'onProgressUpdate tells progress (a whole percentage), totalBytesSent and totalBytesExpectedToSend (bytes of the request body).',
  },
  {
    id: '8.4',
    source: 'choice',
    text: 'Progress never falls, also when the body must be sent again.',
  },
  { id: '8.5', source: 'choice', text: 'Progress is never above what was handed to a connection.' },
  {
    id: '8.6',
    source: 'choice',
    text: '100 is told when the whole body went out, and then before success.',
  },
  {
    id: '8.7',
    source: 'choice',
    text: 'On a slow link progress still moves, several events a second.',
  },
  {
    id: '8.8',
    source: 'task',
    text: 'offProgressUpdate removes one listener, or all of them without an argument.',
  },
  { id: '8.9', source: 'task', text: 'onHeadersReceived tells the header, once, before success.' },
  {
    id: '8.10',
    source: 'task',
    text: 'offHeadersReceived removes one listener, or all of them without an argument.',
  },
  { id: '8.11', source: 'choice', text: 'No event comes after success, fail or abort.' },
  {
    id: '8.12',
    source: 'task',
    text: 'The task is not a promise; it is a plain object whose methods need no `this`.',
  },
  ...profileRows,
  // 10. Errors: every row of the table, each by its real cause
  { id: '10.1', source: 'page', text: '121999 url use invalid protocol' },
  { id: '10.2', source: 'page', text: '121999 url is invalid' },
  { id: '10.3', source: 'page', text: '121901 url not in domain list, on any hop' },
  { id: '10.4', source: 'page', text: '121902 no file exist' },
  {
    id: '10.5',
    source: 'page',
    text: '121985 network unavailable: no interface but loopback is up, and the server is not on it',
  },
  {
    id: '10.6',
    source: 'page',
    text: '121985 network unavailable: the system refuses the connection (EACCES, EPERM)',
  },
  {
    id: '10.7',
    source: 'page',
    text: '121923 network changed: the local address of the connection vanishes during the exchange',
  },
  { id: '10.8', source: 'page', text: '121924 dns error: the name does not resolve' },
  {
    id: '10.9',
    source: 'page',
    text: '121925 ssl error: the TLS handshake fails or is cut, certificate aside',
  },
  {
    id: '10.10',
    source: 'page',
    text: '121926 connection error: no TCP connection (refused, unreachable, reset)',
  },
  {
    id: '10.11',
    source: 'page',
    text: '121927 interrupted: the connection breaks before the response is whole',
  },
  {
    id: '10.12',
    source: 'page',
    text: '121928 certificate error: expired, wrong name, unknown or self-signed issuer, too weak, revoked',
  },
  {
    id: '10.13',
    source: 'page',
    text: '121929 url error: a blocked port, a redirect to no URL or to another scheme',
  },
  {
    id: '10.14',
    source: 'page, chromium',
    text: '121991 network error:net::ERR_TOO_MANY_REDIRECTS',
  },
  {
    id: '10.15',
    source: 'page, chromium',
    text: '121991 network error:net::ERR_INVALID_HTTP_RESPONSE',
  },
  {
    id: '10.16',
    source: 'page, chromium',
    text: '121991 network error:net::ERR_CONTENT_DECODING_FAILED',
  },
  {
    id: '10.17',
    source: 'page, chromium',
    text: '121991 network error:net::ERR_RESPONSE_HEADERS_TOO_BIG',
  },
  { id: '10.18', source: 'page, chromium', text: '121991 network error:net::ERR_FILE_TOO_BIG' },
  {
    id: '10.19',
    source: 'page, chromium',
    text: '121991 network error:net::ERR_UPLOAD_FILE_CHANGED',
  },
  {
    id: '10.20',
    source: 'page',
    text: '121920 request time out: connecting, in the handshake, sending, waiting, reading',
  },
  { id: '10.21', source: 'page', text: '121905 upload file abort' },
  { id: '10.22', source: 'page', text: "121906 file path permission denied, open '%s'" },
  { id: '10.23', source: 'page', text: '121992 a defect of the runtime, its message in %s' },
  { id: '10.24', source: 'page', text: '121994 app in background' },
  {
    id: '10.25',
    source: 'chromium',
    text: '121991 for any other failure: a broken chunked encoding, a proxy that would not connect, no file descriptors left',
  },
  {
    id: '10.26',
    source: 'err',
    text: 'Codes are six digits AAAABB, AAAA the API (1219), types D, U, F, I; errMsg, errorCode and errorType match the table exactly.',
  },
  // 11. Cookies
  {
    id: '11.1',
    source: 'cookie',
    text: 'The store is off by default; app.json {"cookie": {"enableStore": true}} turns it on.',
  },
  {
    id: '11.2',
    source: 'cookie',
    text: 'Set-Cookie is read into the store, and what matches is sent, by RFC 6265.',
  },
  {
    id: '11.3',
    source: 'cookie',
    text: 'A cookie given in header is merged, and wins over a stored one of the same name.',
  },
  {
    id: '11.4',
    source: 'cookie',
    text: "Stores are apart per mini-program; one mini-program's APIs share a store.",
  },
  {
    id: '11.5',
    source: 'choice',
    text: "With the host's `storage` the cookies outlive the process.",
  },
  // 12. The APIs around it
  {
    id: '12.1',
    source: 'file',
    text: 'saveFile moves a temporary file to ttfile://user: under filePath, or under a random name with its extension; it gives savedFilePath.',
  },
  {
    id: '12.2',
    source: 'file',
    text: 'getSavedFileList gives every saved file, those in folders too: filePath, createTime in seconds since the epoch, size.',
  },
  {
    id: '12.3',
    source: 'file',
    text: 'removeSavedFile removes a saved file.',
  },
  {
    id: '12.4',
    source: 'file',
    text: "getFileInfo gives a temporary or saved file's size and digest: md5 by default, or sha1.",
  },
  {
    id: '12.5',
    source: 'choice',
    text: 'getFileInfo takes sha256 too, with a warning; a big file is never held whole in memory.',
  },
  {
    id: '12.6',
    source: 'types',
    text: 'getFileSystemManager gives one and the same plain object, whose own enumerable methods need no `this`.',
  },
  {
    id: '12.7',
    source: 'file',
    text: 'access succeeds where a file or folder is there, temporary or saved.',
  },
  {
    id: '12.8',
    source: 'file',
    text: 'stat gives mode (a string), size, lastAccessedTime and lastModifiedTime in seconds, isFile() and isDirectory().',
  },
  {
    id: '12.9',
    source: 'file',
    text: 'stat with recursive gives a list of path (from the folder that was asked for) and stat where it finds several, else one Stat.',
  },
  {
    id: '12.10',
    source: 'file',
    text: 'readFile gives an ArrayBuffer, or text in any of the encodings: ascii, base64, binary, hex, ucs2, ucs-2, utf16le, utf-16le, utf8, utf-8, latin1.',
  },
  {
    id: '12.11',
    source: 'file',
    text: 'readFile reads [position, position + length), as far as the file goes.',
  },
  {
    id: '12.12',
    source: 'file',
    text: 'writeFile writes text in its encoding (utf8 by default) or an ArrayBuffer, over a file that is there.',
  },
  {
    id: '12.13',
    source: 'file',
    text: 'appendFile adds to the end, and makes a file that is not there.',
  },
  {
    id: '12.14',
    source: 'file',
    text: 'copyFile copies a temporary or saved file to ttfile://user.',
  },
  {
    id: '12.15',
    source: 'file',
    text: 'rename moves a saved file or folder.',
  },
  {
    id: '12.16',
    source: 'file',
    text: 'unlink removes a saved file.',
  },
  {
    id: '12.17',
    source: 'file',
    text: 'mkdir makes a folder; with recursive those above it too.',
  },
  {
    id: '12.18',
    source: 'file',
    text: 'rmdir removes an empty folder; with recursive what is in it too.',
  },
  {
    id: '12.19',
    source: 'file',
    text: 'readdir gives the names in a folder.',
  },
  {
    id: '12.20',
    source: 'file',
    text: 'truncate cuts a file off, or fills it up with zeros; the length is 0 by default.',
  },
  {
    id: '12.21',
    source: 'file',
    text: 'Every Sync twin does the same, returns the value alone, and throws an Error whose message is the errMsg and that carries errMsg, errorCode and errorType.',
  },
  {
    id: '12.22',
    source: 'file',
    text: 'The mini-program reads ttfile://temp and ttfile://user, and writes below ttfile://user alone.',
  },
  {
    id: '12.23',
    source: 'file',
    text: 'The quota holds for every call that writes, and nothing of a call beyond it stays.',
  },
  {
    id: '12.24',
    source: 'file, err',
    text: "Errors have the codes, types and messages of each API's own page; a Sync twin has numbers of its own.",
  },
  {
    id: '12.25',
    source: 'file',
    text: 'An option or argument of a wrong type fails with 161799 and names it, the type it should have, and what came.',
  },
  {
    id: '12.26',
    source: 'page, choice',
    text: 'The rules of the call are those of uploadFile: options are read once, nothing throws, exactly one of success and fail and then complete with the same object, never before the call has returned.',
  },
  {
    id: '12.27',
    source: 'choice',
    text: 'After host.close() a call fails with xx92 `host is closed`, and a Sync method throws it; running ones fail with it.',
  },
  {
    id: '12.28',
    source: 'types',
    text: 'tt.env has USER_DATA_PATH `ttfile://user` and VERSION, the release kind.',
  },
  {
    id: '12.29',
    source: 'types',
    text: 'getEnvInfoSync gives microapp (mpVersion, envType, appId), plugin and common (USER_DATA_PATH).',
  },
  {
    id: '12.47',
    source: 'types, choice',
    text: 'canIUse tells whether an API, or an object that one gives, is here; what is below it counts as here with it; components are not here.',
  },
  {
    id: '12.30',
    source: 'choice',
    text: 'What does not exist here is undefined: FileSystemManager.unzip.',
  },
  {
    id: '12.31',
    source: 'choice',
    text: 'After a crash no half file is under a final name, a file that was being saved is at one of its two places, and what was temporary goes at the next start.',
  },
  {
    id: '12.32',
    source: 'file',
    text: "Two mini-programs with one storage never see each other's files: to list, to read, to upload, to save.",
  },
  {
    id: '12.33',
    source: 'file',
    text: 'chooseImage: count (default 9, most 60), sourceType and sizeType; gives tempFilePaths and tempFiles of path and size in temp, under random names; cancelling fails with `chooseImage:fail cancel`.',
  },
  {
    id: '12.34',
    source: 'file',
    text: 'chooseVideo: sourceType, camera, compressed and maxDuration (default 60); gives tempFilePath, duration, size, width and height, read from the film; cancelling fails with `chooseVideo:fail cancel`.',
  },
  {
    id: '12.35',
    source: 'file',
    text: 'chooseMedia: count (default 9, most 20), mediaType and sourceType; gives tempFiles, each with what it is.',
  },
  {
    id: '12.36',
    source: 'types, choice',
    text: "sizeType ['compressed'] makes a picture smaller where sharp is installed; it is chooseMedia's default.",
  },
  {
    id: '12.37',
    source: 'choice',
    text: 'What was chosen is never moved, changed or deleted on the machine.',
  },
  {
    id: '12.38',
    source: 'file',
    text: 'showLoading, hideLoading, showToast and hideToast are told as host events, with their defaults.',
  },
  {
    id: '12.39',
    source: 'choice',
    text: 'showModal is answered by the host: it agrees, unless host.answer says otherwise.',
  },
  {
    id: '12.40',
    source: 'page',
    text: "The page's own sample logic runs unmodified: choose, show loading, upload, hide, keep the path.",
  },
  {
    id: '12.41',
    source: 'choice',
    text: 'What an album offers is held to what was asked for, by its name and by its content. A file that is not there, may not be read, or is no picture or film of a known kind fails the call; the message names the file, and never where it lies.',
  },
  {
    id: '12.42',
    source: 'choice',
    text: 'A film in a container that is known but not read here (WebM, Matroska, AVI, FLV, MPEG, ASF, Ogg) is chosen with zeros and a warning.',
  },
  {
    id: '12.43',
    source: 'choice',
    text: 'A choice leaves in temp what it gave, and nothing else: no copy from before compressing, nothing where it fails midway.',
  },
  {
    id: '12.44',
    source: 'choice',
    text: 'Whatever an album function throws or returns, the call ends once, and its message has no path of the machine.',
  },
  {
    id: '12.45',
    source: 'choice',
    text: 'A path or glob of the album that names no picture or film is told as a warning, once.',
  },
  {
    id: '12.46',
    source: 'choice',
    text: 'More than 2 GB, or than fits into a string, is not read at once: readFile fails with `operation fail`; with position and length a bigger file is read in pieces.',
  },
  ...requestRows,
  ...downloadFileRows,
  ...storageRows,
  ...aroundRows,
  ...networkRows,
  ...runtimeRows,
]
