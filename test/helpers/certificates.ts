import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import 'reflect-metadata/lite'
import * as x509 from '@peculiar/x509'

/** A private key and its certificate, in PEM, as node:tls takes them. */
export interface Identity {
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
}

export interface Authority {
  /** The authority's own certificate in PEM, for a client's `ca`. */
  cert: string
  /** A certificate that this authority has signed, for a server. */
  issue(options?: CertificateOptions): Promise<Identity>
}

/** Makes a certificate authority that nobody trusts until they are given its `cert`. */
export async function createAuthority(
  name = 'Test authority',
  options: Omit<CertificateOptions, 'names'> = {},
): Promise<Authority> {
  const keys = await generateKeys(options.rsaBits)
  const subject = `CN=${name}`
  const extensions = [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
  ]
  const authority = await sign({
    subject,
    issuer: subject,
    keys,
    signer: keys,
    extensions,
    options,
  })
  return {
    cert: authority.toString('pem'),
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
      return { key: await exportKey(leafKeys), cert: certificate.toString('pem') }
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
  return { key: await exportKey(keys), cert: certificate.toString('pem') }
}

const defaultNames = ['localhost', '127.0.0.1', '::1']
const subjectOf = ({ names = defaultNames }: CertificateOptions) => `CN=${names[0]}`

function leafExtensions({ names = defaultNames }: CertificateOptions): x509.Extension[] {
  const general = names.map((name) => ({ type: isIP(name) ? 'ip' : 'dns', value: name }) as const)
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(
      x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
      true,
    ),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
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

function sign({ subject, issuer, keys, signer, extensions, options }: Signing) {
  const hour = 3_600_000
  const { notBefore = new Date(Date.now() - hour), notAfter = new Date(Date.now() + 24 * hour) } =
    options
  return x509.X509CertificateGenerator.create({
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
