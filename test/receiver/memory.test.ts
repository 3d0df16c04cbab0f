import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import type { Receiver } from 'tt-anywhere/receiver'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { bodyOf, boundary, dial, headOf, sha256 } from './support.js'

// Beside the packages, where the child finds the form parser.
const script = fileURLToPath(
  new URL(`../../node_modules/.cache/receiver-memory-${process.pid}.mjs`, import.meta.url),
)
beforeAll(async () => {
  await mkdir(join(script, '..'), { recursive: true })
  const bundle = await rolldown({
    input: fileURLToPath(new URL('memoryChild.ts', import.meta.url)),
    external: (id) => isBuiltin(id) || id.startsWith('@fastify/'),
    platform: 'node',
    logLevel: 'silent',
  })
  await bundle.write({ file: script, format: 'esm' })
  await bundle.close()
})
afterAll(() => rm(script, { force: true }))

let child: ChildProcess | undefined
let folder: string
afterEach(async () => {
  child?.kill()
  await rm(folder, { recursive: true, force: true })
})

/** A receiver in a process of its own. */
async function startChild() {
  folder = await mkdtemp(join(tmpdir(), 'receiver-memory-'))
  const started = spawn(process.execPath, [script, join(folder, 'files')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child = started
  const lines = createInterface(started.stdout)[Symbol.asyncIterator]()
  const line = async (): Promise<string> => (await lines.next()).value
  return {
    receiver: { port: Number(await line()) } as Receiver,
    line,
    /** Ends it and tells its peak in bytes. */
    async peak() {
      started.stdin.end()
      const bytes = Number(await line())
      await once(started, 'close')
      return bytes
    },
  }
}

const closing = Buffer.from(`\r\n--${boundary}--\r\n`)
const startOf = (value: Buffer) => bodyOf([{ name: 'f', filename: 'f', value }], '').subarray(0, -2)

// The bounds are wide: a bare server with nothing but Node's own streams takes 220 MB here.
it('500 uploads at once take less than 200 MB', { timeout: 120_000 }, async () => {
  const { receiver, line, peak } = await startChild()
  const half = Buffer.alloc(256 * 1024, 'x')
  const start = startOf(half)
  const end = Buffer.concat([half, closing])
  const sockets = await Promise.all(Array.from({ length: 500 }, () => dial(receiver)))
  for (const socket of sockets) {
    socket.write(headOf(start.length + end.length, 'Connection: close\r\n'))
    socket.write(start)
  }
  // The child tells when all are begun and none is over.
  expect(await line()).toBe('500 begun, 0 over')
  for (const socket of sockets) socket.write(end)
  const answers = await Promise.all(sockets.map((socket) => socket.readAll()))
  const whole = sha256(Buffer.concat([half, half]))
  expect(answers.filter((answer) => answer.includes(whole))).toHaveLength(500)
  const bytes = await peak()
  expect(bytes).toBeGreaterThan(20e6)
  expect(bytes).toBeLessThan(200e6)
})

it('a large upload takes no more memory than a small one', { timeout: 120_000 }, async () => {
  const { receiver, peak } = await startChild()
  const block = Buffer.alloc(4 * 1024 * 1024, 'x')
  const start = startOf(Buffer.alloc(0))
  const socket = await dial(receiver)
  const size = start.length + 100 * block.length + closing.length
  socket.write(headOf(size, 'Connection: close\r\n'))
  socket.write(start)
  for (let i = 0; i < 100; i += 1) {
    if (!socket.write(block)) await once(socket, 'drain')
  }
  socket.write(closing)
  expect(await socket.readAll()).toContain(`"size":${100 * block.length}`)
  expect(await peak()).toBeLessThan(200e6)
})

it('fields in chunks of a byte take no more than their bytes', { timeout: 120_000 }, async () => {
  const { receiver, peak } = await startChild()
  const chunks = Buffer.from('1\r\nx\r\n'.repeat(10_000))
  const start = bodyOf([{ name: 'f' }], '').subarray(0, -2)
  const sockets = await Promise.all(Array.from({ length: 2 }, () => dial(receiver)))
  const answers = await Promise.all(
    sockets.map(async (socket) => {
      const head = headOf(0, 'Connection: close\r\n')
      socket.write(head.replace('Content-Length: 0', 'Transfer-Encoding: chunked'))
      socket.write(`${start.length.toString(16)}\r\n${start}\r\n`)
      for (let i = 0; i < 100; i += 1) {
        if (!socket.write(chunks)) await once(socket, 'drain')
      }
      socket.write(`${closing.length.toString(16)}\r\n${closing}\r\n0\r\n\r\n`)
      return socket.readAll()
    }),
  )
  for (const answer of answers) expect(answer).toContain('x'.repeat(1_000_000))
  expect(await peak()).toBeLessThan(250e6)
})

it('fields of many uploads at once are refused before they fill the memory', async () => {
  const { receiver, peak } = await startChild()
  const value = Buffer.alloc(1_000_000, 'x')
  const large = bodyOf(
    Array.from({ length: 15 }, () => ({ name: 'f', value })),
    '',
  )
  const sockets = await Promise.all(Array.from({ length: 20 }, () => dial(receiver)))
  const refused = sockets.map(async (socket) => {
    const [answer] = await Promise.race([once(socket, 'data'), once(socket, 'close')])
    return String(answer)
  })
  for (const socket of sockets) {
    socket.write(headOf(large.length + closing.length))
    socket.write(large)
  }
  // Four of 15 MB have room; the rest are told at once, while those go on.
  const answers: string[] = []
  await new Promise<void>((resolve) => {
    for (const answer of refused) {
      void answer.then((text) => {
        answers.push(text)
        if (answers.length === 16) resolve()
      })
    }
  })
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 503 [\s\S]*fieldMemoryFull/)
  // What is small is taken all the same, and what is large once the others have gone.
  const ask = async (body: Buffer) => {
    const socket = await dial(receiver)
    socket.write(Buffer.concat([Buffer.from(headOf(body.length, 'Connection: close\r\n')), body]))
    return socket.readAll()
  }
  expect(await ask(bodyOf([{ name: 'f', value: 'small' }]))).toMatch(/^HTTP\/1.1 200 /)
  for (const socket of sockets) socket.destroy()
  await expect.poll(() => ask(Buffer.concat([large, closing]))).toMatch(/^HTTP\/1.1 200 /)
  expect(await peak()).toBeLessThan(700e6)
}, 120_000)
