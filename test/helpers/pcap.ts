/** Reads what a packet capture wrote: TCP over IPv4 and IPv6, put together by connection. */

/** A TCP packet as it was on the wire. */
export interface Packet {
  /** Milliseconds since the epoch. */
  readonly time: number
  /** An address with its port. */
  readonly from: string
  readonly to: string
  readonly fromPort: number
  readonly toPort: number
  readonly sequence: number
  readonly syn: boolean
  readonly ack: boolean
  readonly fin: boolean
  readonly reset: boolean
  /** Bytes of payload. */
  readonly length: number
}

/** New bytes of a stream: what came a second time is left out. */
export interface Piece {
  readonly time: number
  readonly bytes: number
}

/** A connection that a capture saw. */
export interface Captured {
  readonly syn: number
  /** The answer to it; 0 where there was none. */
  readonly synAck: number
  /** From the client to the server, and back. */
  readonly sent: readonly Piece[]
  readonly received: readonly Piece[]
  /** Packets that brought no byte that was not there already, keep-alive probes among them. */
  readonly repeated: number
  readonly reset: boolean
  /** Both sides have ended it, or one has reset it. */
  readonly over: boolean
}

const ethernet = 1
const rawIp = 101

/** The packets of a file; one that is being written ends where its last whole packet does. */
export function readPcap(file: Buffer): Packet[] {
  if (file.byteLength < 24) return []
  // `--time-stamp-precision=nano`, in this machine's byte order.
  if (file.readUInt32LE(0) !== 0xa1b23c4d) throw new Error('this is no capture with nanoseconds')
  const link = file.readUInt32LE(20)
  if (link !== ethernet && link !== rawIp) throw new Error(`captures of link ${link} are not known`)
  const packets: Packet[] = []
  for (let at = 24; at + 16 <= file.byteLength; ) {
    const time = file.readUInt32LE(at) * 1_000 + file.readUInt32LE(at + 4) / 1e6
    const kept = file.readUInt32LE(at + 8)
    const whole = file.readUInt32LE(at + 12)
    at += 16
    if (at + kept > file.byteLength) break
    const skip = link === ethernet ? 14 : 0
    const packet = readIp(file.subarray(at + skip, at + kept), whole - skip, time)
    if (packet !== undefined) packets.push(packet)
    at += kept
  }
  return packets
}

function readIp(ip: Buffer, size: number, time: number): Packet | undefined {
  const version = (ip[0] ?? 0) >> 4
  if (version === 4 && ip[9] === 6) {
    const header = ((ip[0] ?? 0) & 15) * 4
    // 0 where the system hands down more at once than the field can tell.
    const total = ip.readUInt16BE(2) || size
    return readTcp(
      ip.subarray(header),
      total - header,
      time,
      ip.subarray(12, 16),
      ip.subarray(16, 20),
    )
  }
  if (version === 6 && ip[6] === 6) {
    const payload = ip.readUInt16BE(4) || size - 40
    return readTcp(ip.subarray(40), payload, time, ip.subarray(8, 24), ip.subarray(24, 40))
  }
  return undefined
}

function readTcp(tcp: Buffer, size: number, time: number, source: Buffer, target: Buffer): Packet {
  const flags = tcp[13] ?? 0
  const [fromPort, toPort] = [tcp.readUInt16BE(0), tcp.readUInt16BE(2)]
  return {
    time,
    from: `${source.toString('hex')}:${fromPort}`,
    to: `${target.toString('hex')}:${toPort}`,
    fromPort,
    toPort,
    sequence: tcp.readUInt32BE(4),
    syn: (flags & 2) > 0,
    ack: (flags & 16) > 0,
    fin: (flags & 1) > 0,
    reset: (flags & 4) > 0,
    length: size - ((tcp[12] ?? 0) >> 4) * 4,
  }
}

/** The connections to a port, in the order of their first packets. */
export function connectionsTo(port: number, packets: readonly Packet[]): Captured[] {
  const byClient = new Map<string, Packet[]>()
  for (const packet of packets) {
    if (packet.fromPort !== port && packet.toPort !== port) continue
    const client = packet.toPort === port ? packet.from : packet.to
    const list = byClient.get(client)
    if (list === undefined) byClient.set(client, [packet])
    else list.push(packet)
  }
  return [...byClient.values()].map((list) => {
    const sent = streamOf(list.filter(({ toPort }) => toPort === port))
    const received = streamOf(list.filter(({ fromPort }) => fromPort === port))
    const reset = list.some((packet) => packet.reset)
    return {
      syn: sent.opened,
      synAck: received.opened,
      sent: sent.pieces,
      received: received.pieces,
      repeated: sent.repeated + received.repeated,
      reset,
      over: reset || (sent.ended && received.ended),
    }
  })
}

/** One direction of a connection. */
function streamOf(packets: readonly Packet[]) {
  const first = packets.find(({ syn }) => syn)
  if (first === undefined) return { opened: 0, pieces: [], repeated: 0, ended: false }
  const pieces: Piece[] = []
  let repeated = 0
  let seen = new Uint8Array(1 << 16)
  for (const packet of packets) {
    const { time, sequence, length, syn } = packet
    const start = (sequence - first.sequence - 1) | 0
    if (syn || length === 0) {
      // A probe for a sign of life has the number before the next.
      if (syn ? packet !== first : start >= 0 && seen[start] === 1) repeated += 1
      continue
    }
    const end = start + length
    while (end > seen.byteLength) {
      const larger = new Uint8Array(seen.byteLength * 4)
      larger.set(seen)
      seen = larger
    }
    let bytes = 0
    for (let at = Math.max(0, start); at < end; at += 1) {
      if (seen[at] === 0) bytes += 1
      seen[at] = 1
    }
    if (bytes > 0) pieces.push({ time, bytes })
    else repeated += 1
  }
  return { opened: first.time, pieces, repeated, ended: packets.some(({ fin }) => fin) }
}

/** The bytes of pieces. */
export function sum(pieces: readonly Piece[]): number {
  return pieces.reduce((all, { bytes }) => all + bytes, 0)
}
