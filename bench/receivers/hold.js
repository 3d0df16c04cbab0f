// Many uploads at once: each sends half of its file and stops, until all have; then all go on.
import { connect } from 'node:net'
import { layForm } from '../clients/form.js'

const [url, count, size] = process.argv.slice(2)
const { hostname: host, port } = new URL(url)
const half = Buffer.alloc(Number(size) / 2)

process.on('disconnect', () => process.exit())
const senders = await Promise.all(Array.from({ length: Number(count) }, begin))
const goOn = new Promise((resolve) => process.once('message', resolve))
process.send({ held: true })
await goOn
await Promise.all(senders.map((finish) => finish()))
process.send({ done: true })

/** Sends the first half; gives what sends the second, and waits for the answer. */
function begin() {
  const { head, tail, headers } = layForm(Number(size))
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const socket = connect({ host, port: Number(port) })
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.write(`POST / HTTP/1.1\r\nhost: ${host}\r\n${lines.join('')}\r\n`)
    socket.write(head)
    socket.write(half, () => {
      resolve(
        () =>
          new Promise((answered, failed) => {
            socket.on('error', failed)
            socket.once('data', (data) => {
              socket.destroy()
              if (data.toString('latin1', 0, 12) === 'HTTP/1.1 200') answered()
              else failed(new Error(data.toString('latin1', 0, 200)))
            })
            socket.write(half)
            socket.write(tail)
          }),
      )
    })
  })
}
