/**
 * A proxy over TCP between a client and a server that does to each connection what its plan says.
 * It stands between two real ones: what it does not plan passes byte for byte.
 */
import { type AddressInfo, createServer, type Socket, connect as tcpConnect } from 'node:net'
import { answerBytes } from './answers.js'
import { createLane, type Lane } from './lane.js'
import type { ConnectionPlan, ConnectionReport, Fault } from './plan.js'
import { createRandom } from './random.js'
import { createRequestReader } from './requestReader.js'

/** What a {@link FaultProxy} needs. */
export interface FaultProxyOptions {
  /** Where connections go on to. */
  readonly target: { readonly host: string; readonly port: number }
  /** The plan of a connection that has come; until it is there nothing is read. */
  plan(socket: Socket): ConnectionPlan | Promise<ConnectionPlan | undefined> | undefined
  /** Told when a connection is over. */
  report?(report: ConnectionReport): void
}

/** A running proxy. */
export interface FaultProxy {
  readonly port: number
  /** Connections of clients that are open. */
  readonly open: ReadonlySet<Socket>
  close(): Promise<void>
}

/** Starts a proxy on a free port of loopback. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    open.add(client)
    client.once('close', () => open.delete(client))
    client.on('error', () => {})
    void begin(client)
  })

  async function begin(client: Socket) {
    const plan = await options.plan(client)
    // Nobody knows it: it is gone already.
    if (plan === undefined || client.destroyed) return client.destroy()
    client.setNoDelay(true)
    serve(client, plan, options)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    open,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const client of open) client.destroy()
      return closed
    },
  }
}

function serve(client: Socket, plan: ConnectionPlan, { target, report }: FaultProxyOptions) {
  const { fault, number } = plan
  let fired = false
  let requests = 0
  let received = 0
  let path = '/'
  let idleTimer: NodeJS.Timeout | undefined
  const random = createRandom(number, 1)
  const server =
    fault.kind === 'answer'
      ? undefined
      : tcpConnect({ ...target, allowHalfOpen: true, noDelay: true })

  const resetBoth = () => {
    client.resetAndDestroy()
    server?.resetAndDestroy()
  }
  const cut = cutOf(fault)

  /** Lets bytes pass up to where the fault is. */
  function passTo(side: 'up' | 'down', lane: () => Lane) {
    let count = 0
    return (bytes: Buffer) => {
      if (cut?.side !== side) return lane().insert(bytes)
      if (count >= cut.at) return
      const passing = bytes.subarray(0, cut.at - count)
      count += passing.length
      lane().insert(passing)
      if (count === cut.at) lane().after(fire)
    }
  }

  function fire() {
    if (fired) return
    fired = true
    if (fault.kind === 'reset') {
      // What passed before is to arrive.
      const sink = cut?.side === 'up' ? server : client
      if (sink?.writable && !sink.connecting) sink.write('', resetBoth)
      else resetBoth()
    } else if (fault.kind === 'stall') {
      for (const lane of [up, down]) lane?.stop(false)
      const timer = setTimeout(() => {
        for (const lane of [up, down]) lane?.stop(true)
      }, fault.hold)
      client.once('close', () => clearTimeout(timer))
    } else if (fault.kind === 'half') {
      const [lane, sink] = fault.side === 'up' ? [up, server] : [down, client]
      sink?.end()
      lane?.stop(true)
    } else if (fault.kind === 'garbage') {
      client.end(random.bytes(fault.length))
      down?.stop(true)
    }
  }

  const read = createRequestReader({
    head(asked) {
      path = asked
      if (fault.kind === 'answer' && fault.after === 'head') sayAnswer()
      if (fault.kind === 'interim' && fault.when !== 'body') sayInterim()
    },
    body() {
      requests += 1
      if (fault.kind === 'answer') sayAnswer()
      if (fault.kind === 'interim' && fault.when !== 'head') sayInterim()
    },
  })

  function sayAnswer() {
    if (fault.kind !== 'answer' || fired) return
    fired = true
    const bytes = answerBytes(fault.name, random, path)
    if (fault.next === 'keep') client.write(bytes)
    else if (fault.next === 'end') client.end(bytes)
    else {
      client.write(bytes, () =>
        fault.next === 'destroy' ? client.destroy() : client.resetAndDestroy(),
      )
    }
  }
  function sayInterim() {
    if (fault.kind !== 'interim') return
    fired = true
    const lines = ['100 Continue', '102 Processing', '103 Early Hints']
    for (let count = 0; count < fault.count; count += 1) {
      down?.insert(Buffer.from(`HTTP/1.1 ${count === 0 ? lines[0] : random.pick(lines)}\r\n\r\n`))
    }
  }

  /** Each byte begins the silence anew. */
  function stir() {
    if (fault.kind !== 'idle') return
    clearTimeout(idleTimer)
    if (down === undefined || down.passed === 0) return
    idleTimer = setTimeout(() => {
      fired = true
      if (fault.how === 'reset') resetBoth()
      else {
        client.end()
        server?.destroy()
      }
    }, fault.after)
  }

  const forwardUp = passTo('up', () => up)
  const up = createLane(client, server, plan.up, random, {
    seen(bytes) {
      stir()
      forwardUp(bytes)
      read(bytes)
      received += bytes.length
      if (fault.kind === 'answer' && typeof fault.after === 'number' && received >= fault.after) {
        sayAnswer()
      }
    },
    ended: () => up.after(() => (server === undefined ? client.end() : server.end())),
  })
  const forwardDown = passTo('down', () => down!)
  const down =
    server &&
    createLane(server, client, plan.down, random, {
      seen(bytes) {
        forwardDown(bytes)
        stir()
      },
      ended: () => down?.after(() => client.end()),
    })

  let serverError: Error | undefined
  server?.on('error', (error) => {
    serverError = error
  })
  server?.once('close', () => {
    if (client.destroyed) return
    // As the system does: what was said is still heard, what comes after it is refused.
    down?.after(() => {
      if (serverError) client.resetAndDestroy()
      else client.end(() => client.destroy())
    })
  })
  let clientError: Error | undefined
  client.on('error', (error) => {
    clientError = error
  })
  client.once('close', () => {
    clearTimeout(idleTimer)
    up.stop(true)
    down?.stop(true)
    if (clientError) server?.resetAndDestroy()
    else server?.destroy()
    report?.({ number, fired, up: up.passed, down: down?.passed ?? 0, requests })
  })
  if (cut?.at === 0) (cut.side === 'up' ? up : down)?.after(fire)
}

/** Where a fault waits for so many bytes of one side. */
function cutOf(fault: Fault): { side: 'up' | 'down'; at: number } | undefined {
  if (fault.kind === 'garbage') return { side: 'down', at: fault.at }
  return fault.kind === 'reset' || fault.kind === 'stall' || fault.kind === 'half'
    ? fault
    : undefined
}
