/**
 * Which addresses are private: not of the public Internet, but of this machine, its network, or no
 * server at all. By IANA's registries of special-purpose addresses.
 */

/** Tells whether an address may not be connected to. */
export type AddressBlock = (address: string) => boolean

/** An address: 4 bytes or 16. */
type Bytes = readonly number[]

/** The addresses that begin with the same bits. */
interface Range {
  readonly start: Bytes
  readonly bits: number
}

/** RFC 6890 and what was added since; multicast, and what is reserved. */
const private4 = [
  '0.0.0.0/8', // this machine
  '10.0.0.0/8',
  '100.64.0.0/10', // the provider's side of a shared address; some clouds' metadata
  '127.0.0.0/8',
  '168.63.129.16/32', // the metadata of Azure, among public addresses
  '169.254.0.0/16', // link-local; the metadata of most clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24', // relays of 6to4, given up
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3', // multicast, reserved, broadcast
]

/** All that is public today; link-local, unique local, multicast and the rest lie outside. */
const global6 = '2000::/3'

/** What is special within it. */
const private6 = [
  '2001::/23', // for protocols: Teredo, ORCHID, benchmarks
  '2001:db8::/32',
  '3fff::/20',
]

/** An IPv6 address that stands for an IPv4 one: where in it that is. */
const embedded: readonly (readonly [range: string, offset: number])[] = [
  ['::ffff:0:0/96', 12], // mapped
  ['64:ff9b::/96', 12], // NAT64
  ['2002::/16', 2], // 6to4
]

/**
 * Reads the option blockPrivateAddresses: undefined where nothing is blocked.
 *
 * @throws {TypeError} saying what it can be
 */
export function readAddressBlock(option: unknown): AddressBlock | undefined {
  if (option === undefined || option === false) return undefined
  if (option === true) return (address) => isBlocked(address, [])
  if (!Array.isArray(option)) throw optionError(option)
  const allowed = option.map((text: unknown) => {
    const range = typeof text === 'string' ? parseRange(text) : undefined
    if (range === undefined) throw optionError(text)
    return range
  })
  return (address) => isBlocked(address, allowed)
}

/**
 * Whether a host name alone tells that it is private: an address, or a name of the machine itself
 * (RFC 6761). Any other name has to be resolved first.
 */
export function isBlockedHost(hostname: string, block: AddressBlock): boolean {
  if (/(?:^|\.)localhost\.?$/i.test(hostname)) return block('127.0.0.1') || block('::1')
  return parseAddress(hostname) !== undefined && block(hostname)
}

/** What is no address is blocked, for nobody knows where it leads. */
function isBlocked(address: string, allowed: readonly Range[]): boolean {
  const bytes = parseAddress(address)
  if (bytes === undefined) return true
  const inner = embeddedIn(bytes)
  const isAllowed = allowed.some(
    (range) => isIn(bytes, range) || (inner !== undefined && isIn(inner, range)),
  )
  return !isAllowed && !isPublic(inner ?? bytes)
}

function isPublic(bytes: Bytes): boolean {
  if (bytes.length === 4) return !private4.some((range) => isIn(bytes, knownRange(range)))
  return (
    isIn(bytes, knownRange(global6)) && !private6.some((range) => isIn(bytes, knownRange(range)))
  )
}

function embeddedIn(bytes: Bytes): Bytes | undefined {
  const [, offset] = embedded.find(([range]) => isIn(bytes, knownRange(range))) ?? []
  return offset === undefined ? undefined : bytes.slice(offset, offset + 4)
}

function isIn(bytes: Bytes, { start, bits }: Range): boolean {
  return (
    bytes.length === start.length &&
    start.every((byte, index) => {
      const counted = Math.min(Math.max(bits - index * 8, 0), 8)
      return (byte ^ (bytes[index] ?? 0)) >> (8 - counted) === 0
    })
  )
}

/** `10.0.0.0/8`, `fd00::/8`, or an address alone; undefined for anything else. */
function parseRange(text: string): Range | undefined {
  const [, address = '', length] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const start = parseAddress(address)
  if (start === undefined) return undefined
  const most = start.length * 8
  const bits = length === undefined ? most : Number(length)
  return bits <= most ? { start, bits } : undefined
}

const knownRanges = new Map<string, Range>()

/** One of the ranges above, read when it is first asked for. */
function knownRange(text: string): Range {
  const range = knownRanges.get(text) ?? (parseRange(text) as Range)
  knownRanges.set(text, range)
  return range
}

/** An address as text, with or without its zone (`%eth0`); undefined for anything else. */
function parseAddress(text: string): Bytes | undefined {
  const [plain = ''] = text.split('%')
  return plain.includes(':') ? parse6(plain) : parse4(plain)
}

function parse4(text: string): Bytes | undefined {
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

function parse6(text: string): Bytes | undefined {
  const [head = '', tail, more] = text.split('::')
  if (more !== undefined) return undefined
  const before = groups(head, tail === undefined)
  const after = tail === undefined ? [] : groups(tail, true)
  if (before === undefined || after === undefined) return undefined
  const missing = 16 - before.length - after.length
  // `::` stands for one group at least.
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined
  return [...before, ...Array<number>(missing).fill(0), ...after]
}

/** Groups of four hex digits as bytes; an IPv4 address may stand at the very end. */
function groups(text: string, last: boolean): number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const dotted = last && index === parts.length - 1 ? parse4(part) : undefined
    if (dotted !== undefined) bytes.push(...dotted)
    else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      const group = Number.parseInt(part, 16)
      bytes.push(group >> 8, group & 0xff)
    } else return undefined
  }
  return bytes
}

function optionError(value: unknown): TypeError {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return new TypeError(
    `blockPrivateAddresses must be true, false, or a list of addresses and ranges that are allowed, such as 127.0.0.1 or 10.1.0.0/16, got ${shown}`,
  )
}
