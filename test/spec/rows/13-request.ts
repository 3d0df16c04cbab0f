/** The rows of tt.request and RequestTask; see rows.ts. */
import type { Row } from '../rows.js'

export const requestRows: readonly Row[] = [
  {
    id: '13.1',
    source: 'page, types',
    text: 'The methods are GET (the default), POST, PUT, DELETE, HEAD, OPTIONS and PATCH.',
  },
  {
    id: '13.2',
    source: 'choice',
    text: 'A method counts in any case; TRACE, CONNECT and what is no method fail with 121799 `params method is invalid`.',
  },
  {
    id: '13.3',
    source: 'types',
    text: 'With POST, PUT and PATCH data goes in the body, with other methods in the query of the URL.',
  },
  {
    id: '13.4',
    source: 'page',
    text: 'A string and the bytes of an ArrayBuffer are the body as they are.',
  },
  {
    id: '13.5',
    source: 'choice',
    text: 'A view (typed array, DataView) counts as its own bytes; changing the bytes after the call changes nothing.',
  },
  {
    id: '13.6',
    source: 'page',
    text: 'An object or array is the body as JSON, unless content-type says application/x-www-form-urlencoded: then as encodeURIComponent(key)=encodeURIComponent(value) pairs.',
  },
  {
    id: '13.7',
    source: 'choice',
    text: 'In a form or a query numbers and booleans go as text, objects and arrays as JSON, null and undefined are left out; what was no string in a form warns, as does what has no text.',
  },
  {
    id: '13.8',
    source: 'feishu',
    text: 'A query is added to the one that the URL has, as encodeURIComponent(key)=encodeURIComponent(value) pairs.',
  },
  {
    id: '13.9',
    source: 'choice',
    text: 'A string is added to the query as it is; bytes have no place there and fail with 121799 `params data is invalid`, as does data that is cyclic or has no JSON.',
  },
  {
    id: '13.10',
    source: 'choice',
    text: 'A body always has its exact Content-Length, 0 where POST, PUT or PATCH have no data; the other methods have no body.',
  },
  {
    id: '13.11',
    source: 'page',
    text: "header can set content-type, which is application/json by default; referer and user-agent are the platform's own.",
  },
  {
    id: '13.12',
    source: 'page',
    text: 'dataType json, the default, parses the answer where it is JSON, else gives its text; string leaves the text.',
  },
  {
    id: '13.13',
    source: 'page',
    text: 'responseType arraybuffer gives the bytes, whatever dataType says; text is the default.',
  },
  {
    id: '13.14',
    source: 'page',
    text: 'success gets errMsg `request:ok`, statusCode, header, data and profile; any status is a success.',
  },
  {
    id: '13.15',
    source: 'game',
    text: 'enableProfile false leaves profile out; enableCache is taken, and every request reaches the server.',
  },
  {
    id: '13.16',
    source: 'chromium, web',
    text: 'Redirects: 301 and 302 turn POST into GET without a body, 303 all but GET and HEAD; 307 and 308 send method and body again. HEAD stays HEAD.',
  },
  {
    id: '13.17',
    source: 'game',
    text: 'redirect manual gives the redirect itself as the result.',
  },
  {
    id: '13.18',
    source: 'net',
    text: 'The URL must match the request domain list, which is apart from those of the other APIs.',
  },
  {
    id: '13.19',
    source: 'cookie',
    text: 'request, downloadFile and uploadFile share the cookies of the mini-program.',
  },
  {
    id: '13.20',
    source: 'feishu',
    text: 'At most 10 requests run at once; more wait their turn. Uploads and downloads have queues of their own.',
  },
  {
    id: '13.21',
    source: 'net',
    text: "timeout is 60 000 ms by default and at most; app.json's networkTimeout.request sets the default.",
  },
  {
    id: '13.22',
    source: 'types',
    text: 'abort() fails the request with 121705 `request abort`, before it is sent, in the queue or under way; after the end it does nothing.',
  },
  {
    id: '13.23',
    source: 'game',
    text: 'onHeadersReceived tells header, statusCode and cookies once, before success; offHeadersReceived removes a listener, or all.',
  },
  {
    id: '13.24',
    source: 'err, choice',
    text: "Errors are those of section 10 with the number 1217 and `request:fail `; the number is this project's choice.",
  },
  {
    id: '13.25',
    source: 'choice',
    text: 'Nothing throws out of tt.request, whatever is passed; the options are read once.',
  },
]
