/** The fault proxies, in a process of their own. */
import { type AddressInfo, createServer, type Socket, connect as tcpConnect } from 'node:net'
import { startForwardProxy } from '../forwardProxy.js'
import type { ConnectionReport } from '../plan.js'
import { startFaultProxy } from '../proxy.js'
import type { FromProxy, ToProxy } from './messages.js'
import { serveParent } from './process.js'
import { connectionPlan } from './uploads.js'

/** What it is started with. */
export interface ProxyMainOptions {
  readonly seed: number
  readonly plain: number
  readonly secure: number
}

const { seed, ...targets }: ProxyMainOptions = JSON.parse(process.argv[2] ?? '{}')
const numbers = new Map<string, number>()
const waiting = new Map<string, (number: number) => void>()
const sockets = new Map<number, Socket>()
let reports: ConnectionReport[] = []

const say = serveParent<ToProxy, FromProxy>('proxy', (message) => void heed(message))

/** The client tells which connection this is. */
async function plan(socket: Socket) {
  const { remotePort, localPort } = socket
  if (remotePort === undefined) return undefined
  const ports = `${remotePort} ${localPort}`
  const known = numbers.get(ports)
  numbers.delete(ports)
  const number =
    known ??
    (await new Promise<number | undefined>((resolve) => {
      // A client that goes before it has seen its connection never tells.
      const timer = setTimeout(() => resolve(undefined), 5_000)
      waiting.set(ports, (told) => {
        clearTimeout(timer)
        resolve(told)
      })
    }))
  waiting.delete(ports)
  if (number === undefined) return undefined
  sockets.set(number, socket)
  socket.once('close', () => sockets.delete(number))
  return connectionPlan(seed, number)
}

function proxyTo(port: number) {
  return startFaultProxy({
    target: { host: '127.0.0.1', port },
    plan,
    report: (report) => void reports.push(report),
  })
}

const proxies = {
  plain: await proxyTo(targets.plain),
  secure: await proxyTo(targets.secure),
  forward: await proxyTo((await startForwardProxy()).port),
}
const openSockets = () => Object.values(proxies).flatMap(({ open }) => [...open])

/** A port that is taken, and where nobody listens. */
async function holdRefused() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const socket = tcpConnect({ port, host: '127.0.0.1', localAddress: '127.0.0.1' })
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket.localPort!
}

async function heed(message: ToProxy) {
  if (message.type === 'connection') {
    const { ports, number } = message
    const found = waiting.get(ports)
    if (found) found(number)
    else numbers.set(ports, number)
  } else if (message.type === 'over') {
    // Nobody needs it any more, and the client keeps it: ends it as servers do.
    sockets.get(message.number)?.end()
  } else if (message.type === 'settle') {
    const end = performance.now() + 10_000
    while (openSockets().length > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const open = [...sockets.keys()]
    for (const socket of openSockets()) socket.destroy()
    while (openSockets().length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    say({ type: 'settled', reports, open })
    reports = []
    numbers.clear()
  } else process.disconnect()
}

const [plain, secure, forward] = Object.values(proxies).map(({ port }) => port) as [
  number,
  number,
  number,
]
say({ type: 'ready', plain, secure, forward, refused: await holdRefused() })
