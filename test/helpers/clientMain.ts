/**
 * A process of its own that uploads and serves as it is told: a line of JSON a command on stdin, a
 * line of JSON an event on stdout. For what a test can't do to itself: another network namespace,
 * another user, no file descriptors left.
 */
import { closeSync, openSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createServer as createTcpServer, type LookupFunction } from 'node:net'
import os from 'node:os'
import { createInterface } from 'node:readline'
import { createHost, type ExchangeRecord, type HostOptions } from '../../src/index.js'
import type { ClientOptions, Command } from './client.js'

const { addresses, busy = 0, ...hostOptions }: ClientOptions = JSON.parse(process.argv[2] ?? '{}')
const lookup: LookupFunction = (name, _options, callback) => {
  const found = addresses?.[name]
  if (found === undefined) callback(Object.assign(new Error(name), { code: 'ENOTFOUND' }), '')
  else
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  setImmediate(() => {
    for (const end = performance.now() + busy; performance.now() < end; );
  })
}
const options: HostOptions = { proxy: false, ...hostOptions, ...(addresses && { lookup }) }
const host = createHost(options)
host.on('warning', () => {})
const records: ExchangeRecord[] = []
host.on('exchange', (record) => records.push(record))

const tell = (id: number, event: string, value?: unknown) =>
  process.stdout.write(`${JSON.stringify({ id, event, value })}\n`)

/** How often the machine's addresses were looked at. */
let looks = 0
const { networkInterfaces } = os
os.networkInterfaces = () => {
  looks += 1
  return networkInterfaces()
}
syncBuiltinESMExports()

/** Descriptors that are held open for nothing. */
const held: number[] = []

async function run({ id, ...command }: Command & { id: number }) {
  if (command.do === 'add') {
    tell(id, 'done', await host.addFile({ name: 'a.bin', data: Buffer.alloc(command.bytes) }))
  } else if (command.do === 'addPath') {
    tell(id, 'done', await host.addFile(command.path))
  } else if (command.do === 'upload') {
    const task = host.tt.uploadFile({
      url: command.url,
      filePath: command.filePath,
      name: 'file',
      ...(command.timeout !== undefined && { timeout: command.timeout }),
      success: ({ statusCode, data }) => tell(id, 'success', { statusCode, data }),
      fail: (error) => tell(id, 'fail', error),
      complete: () => tell(id, 'done'),
    })
    task.onProgressUpdate(({ totalBytesSent }) => tell(id, 'progress', totalBytesSent))
    task.onHeadersReceived(() => tell(id, 'headers'))
  } else if (command.do === 'serve') {
    serve(id, command)
  } else if (command.do === 'exhaust') {
    try {
      for (;;) held.push(openSync(process.execPath, 'r'))
    } catch (error) {
      for (let left = command.leave; left > 0; left -= 1) closeSync(held.pop()!)
      tell(id, 'done', (error as NodeJS.ErrnoException).code)
    }
  } else if (command.do === 'looks') {
    tell(id, 'done', looks)
  } else if (command.do === 'records') {
    tell(id, 'done', records)
  } else {
    for (const descriptor of held.splice(0)) closeSync(descriptor)
    tell(id, 'done')
  }
}

/** A server that does as it is told with each connection. */
function serve(id: number, { address, behaviour }: Command & { do: 'serve' }) {
  const server = createTcpServer((socket) => {
    tell(id, 'connection', socket.remoteAddress)
    socket.on('error', () => {})
    if (behaviour === 'stalled') {
      socket.pause()
      return
    }
    let length = Number.POSITIVE_INFINITY
    let got = Buffer.alloc(0)
    let received = 0
    socket.on('data', (chunk: Buffer) => {
      received += chunk.byteLength
      if (length === Number.POSITIVE_INFINITY) {
        got = Buffer.concat([got, chunk])
        const end = got.indexOf('\r\n\r\n')
        const told = /content-length: (\d+)/i.exec(got.toString('latin1'))?.[1]
        if (end >= 0) length = end + 4 + Number(told ?? 0)
      }
      if (received < length) return
      const bytes = Number(/\?bytes=(\d+)/.exec(got.toString('latin1'))?.[1] ?? 2)
      length = Number.POSITIVE_INFINITY
      received = 0
      got = Buffer.alloc(0)
      tell(id, 'request')
      if (behaviour === 'answer') {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n${'ok'.repeat(bytes / 2)}`)
      }
      if (behaviour === 'half') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok')
    })
  })
  server.listen(0, address, () => {
    const bound = server.address()
    tell(id, 'done', typeof bound === 'object' ? bound?.port : undefined)
  })
}

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const command: Command & { id: number } = JSON.parse(line)
  run(command).catch((error: unknown) => tell(command.id, 'broken', String(error)))
})
// Whoever started this is gone.
lines.on('close', () => process.exit())
