// Holds a form with one file against what was to come: its parts, the file's bytes, the end.
import { createPattern, inPattern } from './content.js'

const longestHead = 64 * 1024
/** Bytes that are compared of each piece, where not all are. */
const sample = 64

/**
 * What the sink is told of the uploads to come.
 * @typedef {{ size: number, content: 'pattern' | 'zeros', verify: boolean }} Expected
 */

/** Compares bytes of a file with what the file holds. */
export class ContentCheck {
  #pattern = createPattern()
  #zeros = Buffer.alloc(2 * 1024 * 1024)

  /**
   * Whether these bytes belong at this place of the file.
   * @param {Expected} expected
   * @param {Buffer} buffer
   * @param {number} from
   * @param {number} to
   * @param {number} offset
   */
  fits({ content, verify }, buffer, from, to, offset) {
    const last = verify ? to : Math.min(to, from + sample)
    for (let at = from; at < last; ) {
      const length = Math.min(last - at, 1024 * 1024)
      const source = content === 'zeros' ? this.#zeros : this.#pattern
      const start = content === 'zeros' ? 0 : inPattern(offset + at - from)
      if (buffer.compare(source, start, start + length, at, at + length) !== 0) return false
      at += length
    }
    return true
  }
}

/** The body of one upload, as it comes. */
export class FormCheck {
  /** Why it is not what was to come. */
  problem = ''
  #content
  #expected
  #boundary
  /** @type {'head' | 'file' | 'end'} */
  #state = 'head'
  #kept = ''
  #offset = 0

  /**
   * @param {ContentCheck} content
   * @param {Expected} expected
   * @param {string} boundary
   */
  constructor(content, expected, boundary) {
    this.#content = content
    this.#expected = expected
    this.#boundary = boundary
  }

  /**
   * @param {Buffer} buffer
   * @param {number} from
   * @param {number} to
   */
  write(buffer, from, to) {
    let at = from
    if (this.#state === 'head') at = this.#head(buffer, from, to)
    if (this.#state === 'file' && at < to) {
      const last = Math.min(to, at + this.#expected.size - this.#offset)
      if (!this.#content.fits(this.#expected, buffer, at, last, this.#offset)) {
        this.problem ||= `the file differs behind byte ${this.#offset}`
      }
      this.#offset += last - at
      at = last
      if (this.#offset === this.#expected.size) this.#state = 'end'
    }
    if (this.#state === 'end' && at < to && this.#kept.length < 1024) {
      this.#kept += buffer.toString('latin1', at, to)
    }
  }

  /**
   * Passes over bytes of the file; false where they are not the file's alone.
   * @param {number} length
   */
  skip(length) {
    if (this.#state !== 'file' || this.#expected.size - this.#offset <= length) return false
    this.#offset += length
    return true
  }

  /** The parts before the file, and the file's own head; gives where its bytes begin. */
  #head(buffer, from, to) {
    const before = this.#kept.length
    this.#kept += buffer.toString('latin1', from, Math.min(to, from + longestHead))
    const name = this.#kept.indexOf('filename=')
    const end = name < 0 ? -1 : this.#kept.indexOf('\r\n\r\n', name)
    if (end < 0) {
      if (this.#kept.length > longestHead) this.problem ||= 'no part with a file'
      return to
    }
    if (!this.#kept.startsWith(`--${this.#boundary}\r\n`)) this.problem ||= 'no opening boundary'
    if (!/name="?title"?\r\n(?:.+\r\n)*\r\nTea\r\n/.test(this.#kept)) {
      this.problem ||= 'no field with the title'
    }
    this.#state = this.#expected.size === 0 ? 'end' : 'file'
    this.#kept = ''
    return from + end + 4 - before
  }

  /** The body has ended; gives what was wrong with it, or nothing. */
  end() {
    const { size } = this.#expected
    if (this.#state === 'head') this.problem ||= 'no part with a file'
    if (this.#offset < size) this.problem ||= `${this.#offset} of the file's ${size} bytes came`
    else if (this.#kept.trimEnd() !== `\r\n--${this.#boundary}--`) {
      this.problem ||= 'the closing boundary does not follow the file'
    }
    return this.problem
  }
}
