/**
 * Certificates for routes: an authority that one host alone trusts, and one for each name (X.509 in
 * DER, RFC 5280). By hand: the libraries that make certificates weigh more than the rest of the
 * package, or change globals.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'

/** A private key and its certificate, in PEM. */
export interface Identity {
  readonly key: string
  readonly cert: string
}

/** Issues certificates for servers. */
export interface Authority {
  /** Its own certificate, in PEM. */
  readonly cert: string
  /** A certificate for a host name or an address. */
  issue(name: string): Identity
}

/** Makes an authority that nobody trusts until they are given its certificate. */
export function createAuthority(): Authority {
  const { publicKey, privateKey } = newKeys()
  const issuer = distinguishedName('tt-anywhere routes')
  const cert = certificate({
    issuer,
    subject: issuer,
    publicKey,
    signer: privateKey,
    // Its keyUsage: to sign certificates.
    extensions: [basicConstraints(true), keyUsage(0x02, 0x04), subjectKey(publicKey)],
  })
  return {
    cert,
    issue(name) {
      const keys = newKeys()
      return {
        key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        cert: certificate({
          issuer,
          subject: distinguishedName(name.slice(0, 64)),
          publicKey: keys.publicKey,
          signer: privateKey,
          extensions: [
            basicConstraints(false),
            keyUsage(0x07, 0x80),
            serverUsage(),
            subjectName(name),
            authorityKey(publicKey),
          ],
        }),
      }
    },
  }
}

interface Contents {
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly publicKey: KeyObject
  readonly signer: KeyObject
  readonly extensions: readonly Buffer[]
}

const day = 24 * 60 * 60 * 1000

function certificate({ issuer, subject, publicKey, signer, extensions }: Contents): string {
  const now = Date.now()
  // Its first byte keeps it positive and without a leading zero.
  const serial = Buffer.concat([Buffer.from([0x4a]), randomBytes(15)])
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ecdsaWithSha256(),
    issuer,
    sequence(time(now - day), time(now + 365 * day)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', toBeSigned, signer)
  const whole = sequence(toBeSigned, ecdsaWithSha256(), bits(0, signature))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** A value of DER: its tag, its length, its content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const { length } = body
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), body])
}
const sequence = (...content: readonly Buffer[]) => der(0x30, ...content)
const bits = (unused: number, content: Buffer) => der(0x03, Buffer.from([unused]), content)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))

/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = () => sequence(oid('2a8648ce3d040302'))

/** A common name alone: 2.5.4.3, as UTF-8. */
function distinguishedName(name: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))))
}

/** GeneralizedTime is for 2050 and later, by RFC 5280. */
function time(at: number): Buffer {
  const text = `${new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '')}`
  return text < '2050' ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text))
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : []
  return sequence(oid(id), ...flag, der(0x04, value))
}

/** 2.5.29.19 */
function basicConstraints(authority: boolean): Buffer {
  const flag = authority ? [der(0x01, Buffer.from([0xff]))] : []
  return extension('551d13', true, sequence(...flag))
}

/** 2.5.29.15 */
function keyUsage(unused: number, flags: number): Buffer {
  return extension('551d0f', true, bits(unused, Buffer.from([flags])))
}

/** 2.5.29.37, with 1.3.6.1.5.5.7.3.1: a server. */
const serverUsage = () => extension('551d25', false, sequence(oid('2b06010505070301')))

/** 2.5.29.17 */
function subjectName(name: string): Buffer {
  const address = isIP(name) !== 0
  const value = address ? der(0x87, addressBytes(name)) : der(0x82, Buffer.from(name))
  return extension('551d11', false, sequence(value))
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  // The URL parser writes an address with `::` once at most, and no IPv4 within.
  const [start = '', end] = address.split('::')
  const groups = (text: string | undefined) => (text ? text.split(':') : [])
  const missing = 8 - groups(start).length - groups(end).length
  const all = [
    ...groups(start),
    ...(end === undefined ? [] : Array(missing).fill('0')),
    ...groups(end),
  ]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

const keyId = (publicKey: KeyObject) =>
  createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()

/** 2.5.29.14 */
const subjectKey = (publicKey: KeyObject) => extension('551d0e', false, der(0x04, keyId(publicKey)))

/** 2.5.29.35 */
const authorityKey = (publicKey: KeyObject) =>
  extension('551d23', false, sequence(der(0x80, keyId(publicKey))))
