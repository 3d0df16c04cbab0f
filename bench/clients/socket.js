// A bare socket with bytes that are ready: no client can be quicker, so it shows what the sink takes.
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { createPattern, inPattern } from '../content.js'
import { layForm } from './form.js'

const pieceSize = 1024 * 1024

/** @param {import('./client.js').ClientOptions} options */
export function create({ url, ca }) {
  const { hostname: host, port, pathname, protocol } = new URL(url)
  const pattern = createPattern()
  /** @type {import('node:net').Socket[]} */
  const idle = []

  function open() {
    if (protocol === 'http:') return connect({ host, port: Number(port), noDelay: true })
    return connectTls({ host, port: Number(port), ca })
  }

  /** The bytes of one request, in pieces. */
  function* request(size) {
    const { head, tail, headers } = layForm(size)
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const start = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\n${lines.join('')}\r\n`
    let first = Buffer.concat([Buffer.from(start, 'latin1'), head])
    for (let at = 0; at < size; ) {
      const from = inPattern(at)
      const length = Math.min(pieceSize, size - at)
      const piece = pattern.subarray(from, from + length)
      at += length
      if (first.length + piece.length < pieceSize) first = Buffer.concat([first, piece])
      else {
        if (first.length > 0) yield first
        first = Buffer.alloc(0)
        yield piece
      }
    }
    yield Buffer.concat([first, tail])
  }

  /** Small requests are made once. */
  const ready = new Map()

  return {
    upload(path) {
      let pieces = ready.get(path)
      if (pieces === undefined) {
        const { size } = statSync(path)
        pieces = size > pieceSize ? () => request(size) : [...request(size)]
        ready.set(path, pieces)
      }
      const rest = typeof pieces === 'function' ? pieces() : pieces[Symbol.iterator]()
      const socket = idle.pop() ?? open()
      return new Promise((resolve, reject) => {
        const next = () => {
          const { value, done } = rest.next()
          if (!done) socket.write(value, next)
        }
        socket.once('error', reject)
        let answer = ''
        const read = (data) => {
          answer += data.toString('latin1')
          const end = answer.indexOf('\r\n\r\n') + 4
          const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(answer)?.[1])
          if (end < 4 || answer.length < end + length) return
          socket.off('error', reject).off('data', read)
          idle.push(socket)
          resolve({ status: Number(answer.slice(9, 12)), text: answer.slice(end) })
        }
        socket.on('data', read)
        next()
      })
    },
    close() {
      for (const socket of idle) socket.destroy()
    },
  }
}
