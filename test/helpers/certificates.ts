import { createSign, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import 'reflect-metadata/lite'
import * as x509 from '@peculiar/x509'

/** A private key and its certificate, in PEM, as node:tls takes them. */
export type Identity = {
  key: string
  cert: string
}

export interface CertificateOptions {
  /** Host names and IP addresses; the first is the common name. Default: localhost, 127.0.0.1, ::1. */
  names?: string[]
  /** Default: an hour ago. */
  notBefore?: Date
  /** Default: in a day. A date in the past makes an expired certificate. */
  notAfter?: Date
  /** An RSA key of this length. Default: an ECDSA key on P-256, which is made in a millisecond. */
  rsaBits?: number
  /** What it is for. Default: a server. */
  usage?: 'serverAuth' | 'clientAuth'
  /** The digest of its signature; a weak one wants a signer with an RSA key. Default: SHA-256. */
  digest?: 'SHA-256' | WeakDigest
}

/** Digests that nobody should sign with any more. */
type WeakDigest = 'SHA-1' | 'MD5'

export interface Authority {
  /** The authority's own certificate in PEM, for a client's `ca`. */
  cert: string
  /** A certificate that this authority has signed, for a server. */
  issue(options?: CertificateOptions): Promise<Identity>
  /** An authority under this one: a server must send its `cert` along. */
  intermediate(name?: string, options?: AuthorityOptions): Promise<Authority>
  /** The revocation list in PEM, for a client's `crl`; it names these certificates. */
  revoke(...certificates: string[]): Promise<string>
}

/** An authority has one name, and is for nothing else. */
export type AuthorityOptions = Omit<CertificateOptions, 'names' | 'usage'> & {
  /** false: its certificate does not say that it may sign others. */
  maySign?: boolean
}

/** Makes a certificate authority that nobody trusts until they are given its `cert`. */
export async function createAuthority(
  name = 'Test authority',
  options: AuthorityOptions = {},
): Promise<Authority> {
  return makeAuthority(name, options)
}

async function makeAuthority(
  name: string,
  options: AuthorityOptions,
  parent?: { subject: string; keys: webcrypto.CryptoKeyPair },
): Promise<Authority> {
  const keys = await generateKeys(options.rsaBits)
  const subject = `CN=${name}`
  const extensions = [
    new x509.BasicConstraintsExtension(options.maySign ?? true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
  ]
  const authority = await sign({
    subject,
    issuer: parent?.subject ?? subject,
    keys,
    signer: parent?.keys ?? keys,
    extensions,
    options,
  })
  return {
    cert: authority,
    intermediate: (under = 'Test intermediate authority', below = {}) =>
      makeAuthority(under, below, { subject, keys }),
    async revoke(...certificates) {
      const hour = 3_600_000
      const list = await x509.X509CrlGenerator.create({
        issuer: subject,
        thisUpdate: new Date(Date.now() - hour),
        nextUpdate: new Date(Date.now() + 24 * hour),
        entries: certificates.map((pem) => ({
          serialNumber: new x509.X509Certificate(pem).serialNumber,
          revocationDate: new Date(Date.now() - hour / 2),
        })),
        signingKey: keys.privateKey,
        signingAlgorithm: { name: keys.privateKey.algorithm.name, hash: 'SHA-256' },
      })
      return x509.PemConverter.encode(list.rawData, 'X509 CRL')
    },
    async issue(leaf = {}) {
      const leafKeys = await generateKeys(leaf.rsaBits)
      const certificate = await sign({
        subject: subjectOf(leaf),
        issuer: subject,
        keys: leafKeys,
        signer: keys,
        extensions: [
          ...leafExtensions(leaf),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ],
        options: leaf,
      })
      return { key: await exportKey(leafKeys), cert: certificate }
    },
  }
}

/** Makes a server certificate that no authority has signed. */
export async function selfSigned(options: CertificateOptions = {}): Promise<Identity> {
  const keys = await generateKeys(options.rsaBits)
  const subject = subjectOf(options)
  const extensions = leafExtensions(options)
  const certificate = await sign({
    subject,
    issuer: subject,
    keys,
    signer: keys,
    extensions,
    options,
  })
  return { key: await exportKey(keys), cert: certificate }
}

const defaultNames = ['localhost', '127.0.0.1', '::1']
const subjectOf = ({ names = defaultNames }: CertificateOptions) => `CN=${names[0]}`

function leafExtensions({
  names = defaultNames,
  usage = 'serverAuth',
}: CertificateOptions): x509.Extension[] {
  const general = names.map((name) => ({ type: isIP(name) ? 'ip' : 'dns', value: name }) as const)
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(
      x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
      true,
    ),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[usage]]),
    new x509.SubjectAlternativeNameExtension(general),
  ]
}

interface Signing {
  subject: string
  issuer: string
  keys: webcrypto.CryptoKeyPair
  signer: webcrypto.CryptoKeyPair
  extensions: x509.Extension[]
  options: CertificateOptions
}

async function sign({ subject, issuer, keys, signer, extensions, options }: Signing) {
  const hour = 3_600_000
  const {
    notBefore = new Date(Date.now() - hour),
    notAfter = new Date(Date.now() + 24 * hour),
    digest = 'SHA-256',
  } = options
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex'),
    subject,
    issuer,
    // An expired certificate must have begun before it ended.
    notBefore: notBefore < notAfter ? notBefore : new Date(notAfter.getTime() - hour),
    notAfter,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: { name: signer.privateKey.algorithm.name, hash: 'SHA-256' },
    extensions,
  })
  if (digest === 'SHA-256') return certificate.toString('pem')
  return signAgain(Buffer.from(certificate.rawData), await exportKey(signer), digest)
}

/** Signs with a digest that Web Crypto has no more: another number for the algorithm, of one length. */
function signAgain(certificate: Buffer, signerKey: string, digest: WeakDigest): string {
  const oid = (last: number) => Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, last])
  const sha256 = oid(11)
  for (let at = certificate.indexOf(sha256); at >= 0; at = certificate.indexOf(sha256, at)) {
    oid(digest === 'MD5' ? 4 : 5).copy(certificate, at)
  }
  // The certificate is a sequence whose first member is what is signed; each header has 4 bytes.
  const signed = certificate.subarray(4, 8 + certificate.readUInt16BE(6))
  const signature = createSign(digest.replace('-', '')).update(signed).sign(signerKey)
  signature.copy(certificate, certificate.byteLength - signature.byteLength)
  return x509.PemConverter.encode(certificate, 'CERTIFICATE')
}

async function generateKeys(rsaBits: number | undefined): Promise<webcrypto.CryptoKeyPair> {
  const usages = ['sign', 'verify'] as const
  if (rsaBits === undefined) {
    const curve = { name: 'ECDSA', namedCurve: 'P-256' }
    return (await webcrypto.subtle.generateKey(curve, true, usages)) as webcrypto.CryptoKeyPair
  }
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: rsaBits,
  }
  return (await webcrypto.subtle.generateKey(rsa, true, usages)) as webcrypto.CryptoKeyPair
}

async function exportKey({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey('pkcs8', privateKey)
  return x509.PemConverter.encode(bytes, 'PRIVATE KEY')
}
