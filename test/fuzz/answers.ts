/** Answers of every shape at the client, from a server of bare sockets. */

import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { createHost, type Host } from 'tt-anywhere'
import { type Cuts, cuts, type Damage, damage, damages, piecesOf } from './bytes.js'
import { type Api, apis, call, type End, type Ended } from './calls.js'
import { readCorpus } from './corpus.js'
import { must, nextTurn, target, within } from './target.js'

const folder = 'answers'
const lanes = 40
/** Bytes of an answer's body that a host takes. */
const mostTaken = 16 * 1024
/** Milliseconds for an answer that may never become whole; and where it is whole, or ends. */
const shortTimeout = 150
const longTimeout = 60_000

interface Input {
  readonly api: Api
  readonly base: string
  readonly damage: readonly Damage[]
  readonly cuts: Cuts
  /** Once the head of the request is there, its last byte, or at once. */
  readonly when: 'connected' | 'head' | 'whole'
  /** What becomes of the connection after the answer's last byte. */
  readonly ending: 'keep' | 'end' | 'reset'
}

const text = 'the answer, and some of it again, the answer'
const latin = (bytes: Buffer) => bytes.toString('latin1')
const coded = {
  gzip: latin(gzipSync(text)),
  br: latin(brotliCompressSync(Buffer.from(text))),
  deflate: latin(deflateSync(text)),
  raw: latin(deflateRawSync(text)),
  bomb: latin(gzipSync(Buffer.alloc(4 * 1024 * 1024))),
  twice: latin(gzipSync(brotliCompressSync(Buffer.from(text)))),
}

const head = (status: string, ...lines: string[]) =>
  `HTTP/1.1 ${status}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
const withLength = (body: string, ...lines: string[]) =>
  head('200 OK', `Content-Length: ${body.length}`, ...lines) + body
const inChunks = (body: string, size: number, ...lines: string[]) => {
  let all = head('200 OK', 'Transfer-Encoding: chunked', ...lines)
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.slice(at, at + size)
    all += `${chunk.length.toString(16)}\r\n${chunk}\r\n`
  }
  return `${all}0\r\n\r\n`
}
const untilEnd = (body: string, ...lines: string[]) =>
  head('200 OK', 'Connection: close', ...lines) + body

/** Whole answers; those whose body is `text` must succeed with just that. */
const whole: Readonly<Record<string, string>> = {
  length: withLength(text),
  chunked: inChunks(text, 7),
  trailers: inChunks(text, 20).replace(/\r\n\r\n$/, '\r\nX-Sum: 1\r\n\r\n'),
  extensions: inChunks(text, 20).replace(/\r\n(?=the)/g, ';a="b"\r\n'),
  gzip: withLength(coded.gzip, 'Content-Encoding: gzip'),
  br: withLength(coded.br, 'Content-Encoding: br'),
  deflate: withLength(coded.deflate, 'Content-Encoding: deflate'),
  raw: withLength(coded.raw, 'Content-Encoding: deflate'),
  twice: withLength(coded.twice, 'Content-Encoding: br, gzip'),
  gzipChunked: inChunks(coded.gzip, 9, 'Content-Encoding: gzip'),
  continued: head('100 Continue') + withLength(text),
  hints: head('103 Early Hints', 'Link: </a>; rel=preload') + withLength(text),
  cookies: withLength(text, 'Set-Cookie: a=b; Path=/', 'Set-Cookie: c=d; Max-Age=0'),
  created: withLength(text).replace('200 OK', '201 Created'),
  tooLarge: withLength(text, 'Connection: close').replace('200 OK', '413 Too Large'),
  failed: withLength(text).replace('200 OK', '500'),
}
const other: Readonly<Record<string, string>> = {
  bomb: withLength(coded.bomb, 'Content-Encoding: gzip'),
  large: withLength('x'.repeat(mostTaken + 1)),
  empty: head('204 No Content'),
  unchanged: head('304 Not Modified', 'Content-Length: 10'),
  moved: head('302 Found', 'Location: /good/0', 'Content-Length: 0'),
  again: `${head('307 Again', 'Location: /good/0', 'Content-Length: 3')}abc`,
  away: head('301 Moved', 'Location: http://evil.example/', 'Content-Length: 0'),
  oddPlace: head('302 Found', 'Location: javascript:1', 'Content-Length: 0'),
  surplus: withLength(text) + withLength('for nobody'),
  switched: head('101 Switching Protocols', 'Connection: upgrade', 'Upgrade: a'),
  old: `HTTP/1.0 200 OK\r\n\r\n${text}`,
  end: untilEnd(text),
  endGzip: untilEnd(coded.gzip, 'Content-Encoding: gzip'),
  tunnel: head('407 Proxy', 'Proxy-Authenticate: Basic', 'Content-Length: 0'),
  nothing: '',
}
const bases = { ...whole, ...other }

const tokens = [
  ...[
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/0.9',
    'HTTP/2',
    '204',
    '304',
    '999',
  ],
  ...[
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Transfer-Encoding: gzip, chunked\r\n',
  ],
  ...['Content-Encoding: gzip\r\n', 'Content-Encoding: br\r\n', 'Content-Encoding: deflate\r\n'],
  ...['Connection: close\r\n', 'Connection: keep-alive\r\n', 'Keep-Alive: timeout=0, max=-1\r\n'],
  ...['Location: /good/0\r\n', 'Location: //\r\n', 'Location: http://[\r\n', 'Set-Cookie: =\r\n'],
  ...[
    '0\r\n\r\n',
    'fffffffffffffffff\r\n',
    '5\r\n',
    '-5\r\n',
    ';',
    withLength('for nobody'),
    coded.gzip,
  ],
  ...[
    'Content-Type: text/plain; charset=utf-16le\r\n',
    'Content-Type: application/json\r\n',
    '__proto__: a\r\n',
  ],
]

/** What a server is to say to the next call, and when it has said it. */
interface Said {
  readonly pieces: readonly Buffer[]
  readonly when: Input['when']
  readonly ending: Input['ending']
  over(): void
}

/** A host with a server of its own. */
interface Lane {
  readonly host: Host
  readonly origin: string
  readonly filePath: string
  say(said: Said | undefined): void
  isSpeaking(): boolean
  /** The paths that were asked for, in their order. */
  readonly asked: string[]
  close(): Promise<void>
}

const isOdd = (path: string) => path.startsWith('/odd/')

async function openLane(): Promise<Lane> {
  let said: Said | undefined
  let speaking = false
  const asked: string[] = []
  const sockets = new Set<Socket>()
  async function speak(socket: Socket, now: Said) {
    said = undefined
    speaking = true
    for (const piece of now.pieces) {
      if (!socket.writable) break
      await new Promise<unknown>((resolve) => socket.write(piece, resolve))
      if (now.pieces.length > 1) await nextTurn()
    }
    if (now.ending === 'end') socket.end()
    if (now.ending === 'reset') socket.resetAndDestroy()
    speaking = false
    now.over()
  }
  const server: Server = createServer({ noDelay: true }, (socket) => {
    let pending = ''
    /** Of the request that is coming in: its path, and whether it has its answer. */
    let path: string | undefined
    let answered = false
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    if (said?.when === 'connected') {
      answered = true
      void speak(socket, said)
    }
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1')
      for (;;) {
        const end = pending.indexOf('\r\n\r\n')
        if (end < 0) return
        if (path === undefined) {
          path = /^[A-Z]+ (\S+) HTTP/.exec(pending)?.[1] ?? ''
          asked.push(path)
          // On a connection that was kept there is nothing to wait for but the head.
          if (isOdd(path) && !answered && said !== undefined && said.when !== 'whole') {
            answered = true
            void speak(socket, said)
          }
        }
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(pending.slice(0, end))?.[1] ?? 0)
        if (pending.length < end + 4 + length) return
        if (!answered) {
          if (isOdd(path) && said !== undefined) void speak(socket, said)
          // Also where a redirect led.
          else socket.write(withLength(path, 'Content-Type: text/plain'))
        }
        pending = pending.slice(end + 4 + length)
        path = undefined
        answered = false
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const host = createHost({
    proxy: false,
    trustedOrigins: [origin],
    maxResponseSize: mostTaken,
    maxDownloadSize: mostTaken,
  })
  host.on('warning', () => {})
  return {
    host,
    origin,
    filePath: await host.addFile({ name: 'a.txt', data: 'x'.repeat(3_000) }),
    asked,
    isSpeaking: () => speaking,
    say: (now) => {
      said = now
    },
    async close() {
      await host.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Where downloads go: temporary files stay until their host closes. */
const place = 'ttfile://user/download'

function bodyOf(api: Api, { data }: End, { host }: Lane): string {
  if (api !== 'downloadFile') return String(data)
  return String(host.tt.getFileSystemManager().readFileSync(place, 'utf8'))
}

/** What a call came to: told in a word or two, after what holds for each. */
function tell({ success, fail }: Ended): string {
  if (fail !== undefined)
    return `${fail.errorCode}-${/net::\w+$/.exec(fail.errMsg)?.[0].slice(5) ?? 'own'}`
  const status = success?.statusCode ?? 0
  must(Number.isInteger(status) && status >= 100 && status <= 999, () => `the status is ${status}`)
  return `success-${Math.floor(status / 100)}xx`
}

export const answersTarget = target<Input>({
  name: 'answers',
  about: 'answers at the client: damaged, in pieces, early, cut off; the next call has its own',
  short: 800,
  atOnce: lanes,
  async open() {
    const all = await Promise.all(Array.from({ length: lanes }, openLane))
    const free = [...all]
    const waiting: ((lane: Lane) => void)[] = []
    let number = 0
    const take = async () =>
      free.pop() ?? (await new Promise<Lane>((resolve) => waiting.push(resolve)))
    const give = (lane: Lane) => {
      const next = waiting.shift()
      if (next === undefined) free.push(lane)
      else next(lane)
    }

    async function converse(
      lane: Lane,
      api: Api,
      bytes: Buffer,
      how: Omit<Said, 'over'>,
      isWhole: boolean,
    ) {
      const { host, origin, filePath } = lane
      number += 1
      const id = number
      const ask = (kind: string, api: Api, timeout: number) =>
        call(host, api, {
          url: `${origin}/${kind}/${id}`,
          timeout,
          dataType: 'text',
          ...(api === 'uploadFile' && { filePath, name: 'f' }),
          ...(api === 'downloadFile' && { filePath: place }),
        })
      lane.asked.length = 0
      let over = () => {}
      const said = new Promise<void>((resolve) => {
        over = resolve
      })
      lane.say({ ...how, over })
      const timeout = isWhole || how.ending !== 'keep' ? longTimeout : shortTimeout
      const end = await ask('odd', api, timeout)
      // What it did not come to say, for the call was over before, nobody shall hear later.
      if (lane.isSpeaking()) await within('the server still speaks', said)
      lane.say(undefined)
      const sent = lane.asked.filter((path) => path === `/odd/${id}`).length
      const redirects = /HTTP\/1\.[01] *3/.test(bytes.toString('latin1'))
      must(sent <= 1 || redirects, () => `the request was sent ${sent} times`)
      const body = end.success && bodyOf(api, end.success, lane)
      must(Buffer.byteLength(body ?? '') <= mostTaken * 3, 'it took more than it may')

      const next = await ask('good', 'uploadFile', longTimeout)
      must(
        next.success?.data === `/good/${id}`,
        () => `the next call got ${JSON.stringify(next.success?.data ?? next.fail)}`,
      )
      return { end, body }
    }

    return {
      inputs: fc.record({
        api: fc.constantFrom(...apis),
        base: fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(...Object.keys(bases)) },
          fc.constantFrom(
            'length',
            ...readCorpus(folder).map(({ bytes }) => `=${bytes.toString('latin1')}`),
          ),
        ),
        damage: damages(tokens, 3),
        cuts,
        when: fc.constantFrom('whole', 'whole', 'whole', 'head', 'connected'),
        ending: fc.constantFrom('keep', 'end', 'end', 'end', 'end', 'end', 'reset'),
      }),
      async check({ api, base, damage: all, cuts: at, when, ending }) {
        const lane = await take()
        try {
          const plain = base.startsWith('=') ? base.slice(1) : (bases[base] ?? '')
          const bytes = Buffer.from(damage(plain, all), 'latin1')
          const isWhole = all.length === 0 && Object.hasOwn(whole, base) && when === 'whole'
          const how = { pieces: piecesOf(bytes, at), when, ending }
          const { end, body } = await converse(lane, api, bytes, how, isWhole)
          // A reset can overtake the answer.
          if (isWhole && ending !== 'reset') {
            must(body === text, () => `${base} came as ${JSON.stringify(body ?? end.fail)}`)
          }
          return tell(end)
        } finally {
          give(lane)
        }
      },
      corpus: {
        folder,
        bytesOf: ({ base, damage: all }) =>
          Buffer.from(
            damage(base.startsWith('=') ? base.slice(1) : (bases[base] ?? ''), all),
            'latin1',
          ),
        async replay(bytes) {
          const lane = await take()
          try {
            const how = { pieces: [bytes], when: 'whole', ending: 'end' } as const
            return tell((await converse(lane, 'uploadFile', bytes, how, true)).end)
          } finally {
            give(lane)
          }
        },
      },
      async close() {
        await Promise.all(all.map((lane) => lane.close()))
      },
    }
  },
})
