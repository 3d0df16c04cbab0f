// As much of HTTP/1.1 as the clients of the bench speak, read from pieces that are not kept.

/**
 * The head of a request.
 * @typedef {{ method: string, path: string, length: number | 'chunked', boundary: string,
 *   expects: boolean, close: boolean }} Head
 */

/** Told of each request on a connection. */
/**
 * @typedef {object} RequestObserver
 * @property {(head: Head) => void} head
 * @property {(buffer: Buffer, from: number, to: number) => void} body
 * @property {(length: number) => boolean} skip passes over bytes of a body unseen; false: it can't
 * @property {() => void} end
 * @property {(reason: string) => void} error
 */

const longestHead = 64 * 1024

/** Reads what comes over one connection, request after request. */
export class HttpReader {
  #observer
  /** @type {'head' | 'body' | 'chunk size' | 'chunk' | 'chunk end' | 'trailer' | 'failed'} */
  #state = 'head'
  #text = ''
  #left = 0

  /** @param {RequestObserver} observer */
  constructor(observer) {
    this.#observer = observer
  }

  /**
   * @param {Buffer} buffer it may be reused as soon as this returns
   * @param {number} length
   */
  read(buffer, length) {
    let at = 0
    while (at < length && this.#state !== 'failed') {
      if (this.#state === 'head') at = this.#head(buffer, at, length)
      else if (this.#state === 'body' || this.#state === 'chunk')
        at = this.#body(buffer, at, length)
      else at = this.#line(buffer, at, length)
    }
  }

  /**
   * Passes over bytes that nobody need see; false where they must be read.
   * @param {number} length
   */
  skip(length) {
    if (this.#state !== 'body' && this.#state !== 'chunk') return false
    if (this.#left <= length || !this.#observer.skip(length)) return false
    this.#left -= length
    return true
  }

  #fail(reason) {
    this.#state = 'failed'
    this.#observer.error(reason)
  }

  #head(buffer, from, to) {
    const before = this.#text.length
    this.#text += buffer.toString('latin1', from, Math.min(to, from + 8 * 1024))
    const end = this.#text.indexOf('\r\n\r\n', Math.max(0, before - 3))
    if (end < 0) {
      if (this.#text.length > longestHead) this.#fail('the head is too long')
      return Math.min(to, from + 8 * 1024)
    }
    const head = parseHead(this.#text.slice(0, end + 2))
    this.#text = ''
    if (head === undefined) {
      this.#fail('that is no request')
      return to
    }
    this.#left = head.length === 'chunked' ? 0 : head.length
    this.#state = head.length === 'chunked' ? 'chunk size' : 'body'
    this.#observer.head(head)
    if (head.length === 0) this.#ended()
    return from + end + 4 - before
  }

  #body(buffer, from, to) {
    const last = Math.min(to, from + this.#left)
    this.#observer.body(buffer, from, last)
    this.#left -= last - from
    if (this.#left === 0) {
      if (this.#state === 'body') this.#ended()
      else this.#state = 'chunk end'
    }
    return last
  }

  /** A line between the chunks, or after them. */
  #line(buffer, from, to) {
    const end = buffer.indexOf(10, from)
    const found = end >= 0 && end < to
    this.#text += buffer.toString('latin1', from, found ? end + 1 : to)
    if (!found) return to
    const line = this.#text.trimEnd()
    this.#text = ''
    if (this.#state === 'chunk end') {
      if (line === '') this.#state = 'chunk size'
      else this.#fail('a chunk is longer than it says')
    } else if (this.#state === 'trailer') {
      if (line === '') this.#ended()
    } else if (/^[\da-f]+(?:;.*)?$/i.test(line)) {
      this.#left = Number.parseInt(line, 16)
      this.#state = this.#left === 0 ? 'trailer' : 'chunk'
    } else {
      this.#fail('a chunk has no size')
    }
    return end + 1
  }

  #ended() {
    this.#state = 'head'
    this.#observer.end()
  }
}

/**
 * @param {string} text the lines, each with its end
 * @returns {Head | undefined}
 */
function parseHead(text) {
  const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(text) ?? []
  if (method === undefined || path === undefined) return undefined
  const chunked = /\r\ntransfer-encoding: *chunked *\r\n/i.test(text)
  const [, length = '0'] = /\r\ncontent-length: *(\d+) *\r\n/i.exec(text) ?? []
  const [, quoted, plain] = /\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(text) ?? []
  return {
    method,
    path,
    length: chunked ? 'chunked' : Number(length),
    boundary: quoted ?? plain ?? '',
    expects: /\r\nexpect: *100-continue *\r\n/i.test(text),
    close: /\r\nconnection: *close *\r\n/i.test(text),
  }
}
