// TLS 1.3 that decrypts only what it has to. One core can't decrypt in Node what another encrypts, so
// a usual server would be what is measured. Node makes the handshake, and hands out the client's keys
// as it does for a key log; from then on this reads the records by itself: all of them where every
// byte is to be seen, else those with a head or an end in them, and each sixty-fourth. Of the others
// the length is counted.
import { createDecipheriv, createHmac } from 'node:crypto'
import { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

/** The one cipher that is offered, so that all clients pay the same. */
export const cipher = 'TLS_AES_256_GCM_SHA384'

const headLength = 5
const tagLength = 16
const applicationData = 23
const sampleEvery = 64
const none = Buffer.alloc(0)

/**
 * Who reads what was decrypted.
 * @typedef {object} PlainReader
 * @property {(buffer: Buffer, length: number) => void} read
 * @property {(length: number) => boolean} skip passes over bytes unseen; false: it must see them
 */

/** Reads the records of one connection. */
export class TlsReader {
  /** Where answers are written. */
  socket
  #reader
  #everything
  #fail
  #transport
  /** @type {Buffer | undefined} */
  #secret
  /** @type {{ key: Buffer, iv: Buffer } | undefined} */
  #keys
  #handshake = true
  #sequence = 0
  /** A record of which more is to come. */
  #part = none
  /** Bytes of a record that are yet to be passed over. */
  #passing = 0

  /**
   * @param {import('node:net').Socket} raw
   * @param {import('node:tls').SecureContext} secureContext
   * @param {(socket: TLSSocket) => PlainReader} serve
   * @param {{ everything: () => boolean, fail: (reason: string) => void }} options
   */
  constructor(raw, secureContext, serve, { everything, fail }) {
    this.#transport = new Duplex({
      read() {},
      write: (piece, _encoding, callback) => raw.write(piece, callback),
      final: (callback) => {
        raw.end()
        callback()
      },
    })
    this.socket = new TLSSocket(this.#transport, { isServer: true, secureContext })
    this.socket.on('keylog', (line) => {
      const [label, , secret] = line.toString().trim().split(' ')
      if (label === 'CLIENT_TRAFFIC_SECRET_0') this.#secret = Buffer.from(secret, 'hex')
    })
    this.#reader = serve(this.socket)
    this.#everything = everything
    this.#fail = fail
  }

  /**
   * @param {Buffer} buffer it may be reused as soon as this returns
   * @param {number} length
   */
  read(buffer, length) {
    const from = Math.min(this.#passing, length)
    this.#passing -= from
    if (this.#part.length === 0) return this.#records(buffer, from, length)
    // Only as much of the rest is copied as the record wants.
    const wanted = Math.min(length, this.#missing(buffer))
    const joined = Buffer.concat([this.#part, buffer.subarray(0, wanted)])
    this.#part = none
    this.#records(joined, 0, joined.length)
    if (wanted < length) this.#records(buffer, wanted, length)
  }

  /** Bytes that the record lacks of which a part has come. */
  #missing(buffer) {
    const head = Buffer.concat([this.#part, buffer.subarray(0, headLength)])
    if (head.length < headLength) return headLength
    return headLength + head.readUInt16BE(3) - this.#part.length
  }

  #records(buffer, from, to) {
    let at = from
    while (to - at >= headLength) {
      const size = headLength + buffer.readUInt16BE(at + 3)
      const type = buffer[at]
      if (this.#mayPass(type, size)) {
        const here = Math.min(size, to - at)
        this.#passing = size - here
        at += here
        continue
      }
      if (to - at < size) break
      this.#record(buffer.subarray(at, at + size), type)
      at += size
    }
    if (at < to) this.#part = Buffer.from(buffer.subarray(at, to))
  }

  /** Whether a record need not be seen; it is passed over then. */
  #mayPass(type, size) {
    if (this.#handshake || type !== applicationData || this.#everything()) return false
    // The shortest may be no data but a word of the protocol's own.
    if (this.#sequence % sampleEvery === 0 || size < 256) return false
    if (!this.#reader.skip(size - headLength - tagLength - 1)) return false
    this.#sequence += 1
    return true
  }

  #record(record, type) {
    if (this.#handshake) {
      // A copy: Node reads it later.
      this.#transport.push(Buffer.from(record))
      // The first encrypted record is the client's last word of the handshake.
      if (type === applicationData) this.#handshake = false
      return
    }
    if (type !== applicationData) return
    const plain = this.#decrypt(record)
    if (plain === undefined) return this.#fail('a record of TLS is not what was sent')
    let end = plain.length - 1
    while (end > 0 && plain[end] === 0) end -= 1
    if (plain[end] === applicationData) this.#reader.read(plain, end)
    // 21 is the end of the connection.
    else if (plain[end] !== 21)
      this.#fail('the client changes its keys, which the sink does not know')
  }

  #decrypt(record) {
    this.#keys ??= deriveKeys(this.#secret)
    const nonce = Buffer.from(this.#keys.iv)
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.#sequence) >>> 0, 8)
    this.#sequence += 1
    const end = record.length - tagLength
    const decipher = createDecipheriv('aes-256-gcm', this.#keys.key, nonce)
    decipher.setAAD(record.subarray(0, headLength)).setAuthTag(record.subarray(end))
    const plain = decipher.update(record.subarray(headLength, end))
    try {
      decipher.final()
      return plain
    } catch {
      return undefined
    }
  }
}

/** RFC 8446, 7.3. */
function deriveKeys(secret) {
  const expand = (label, length) => {
    const name = Buffer.from(`tls13 ${label}`)
    const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])])
    return createHmac('sha384', secret).update(info).digest().subarray(0, length)
  }
  return { key: expand('key', 32), iv: expand('iv', 12) }
}
