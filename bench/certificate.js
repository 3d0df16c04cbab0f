// A certificate for 127.0.0.1, and the authority that clients are told to trust.
import { webcrypto } from 'node:crypto'
import 'reflect-metadata/lite'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' }
const hour = 3_600_000

/** Keys that live as long as the bench; nobody else trusts them. */
export async function createIdentity() {
  const [above, below] = await Promise.all([generate(), generate()])
  const dates = {
    notBefore: new Date(Date.now() - hour),
    notAfter: new Date(Date.now() + 48 * hour),
  }
  const issuer = 'CN=Bench authority'
  const authority = await x509.X509CertificateGenerator.create({
    ...dates,
    serialNumber: '01',
    subject: issuer,
    issuer,
    publicKey: above.publicKey,
    signingKey: above.privateKey,
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(above.publicKey),
    ],
  })
  const server = await x509.X509CertificateGenerator.create({
    ...dates,
    serialNumber: '02',
    subject: 'CN=127.0.0.1',
    issuer,
    publicKey: below.publicKey,
    signingKey: above.privateKey,
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
      await x509.AuthorityKeyIdentifierExtension.create(above.publicKey),
    ],
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', below.privateKey)
  return {
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    cert: server.toString('pem'),
    authority: authority.toString('pem'),
  }
}

function generate() {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}
