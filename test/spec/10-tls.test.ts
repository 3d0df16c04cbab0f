/** Section 10, the rows of TLS and of certificates: each by a server that really is so. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostOptions } from 'tt-anywhere'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type Authority,
  createAuthority,
  type Identity,
  selfSigned,
} from '../helpers/certificates.js'
import { useClients } from '../helpers/client.js'
import { startHost } from '../helpers/host.js'
import { outcomes } from '../helpers/outcomes.js'
import { startServer, startTcpServer } from '../helpers/server.js'
import { failureOf, successOf } from '../helpers/upload.js'

const clients = useClients()
const authority = await createAuthority()
const right = await authority.issue()

/** Uploads to an https server with these options of node:tls; what it says. */
async function uploadTo(
  tls: Parameters<typeof startServer>[1] & Identity,
  options: HostOptions & { hostname?: string; bytes?: number } = {},
) {
  const { hostname = '127.0.0.1', bytes = 10, ...hostOptions } = options
  const server = await startServer(undefined, tls)
  const origin = `https://${hostname}:${server.port}`
  const host = startHost({
    ca: authority.cert,
    trustedOrigins: [origin],
    lookup: (_name, _options, callback) => callback(null, '127.0.0.1', 4),
    ...hostOptions,
  })
  const filePath = await host.addFile({ name: 'a.bin', data: Buffer.alloc(bytes) })
  const call = { url: `${origin}/`, filePath }
  return { server, failure: () => failureOf(host, call), success: () => successOf(host, call) }
}

/** Uploads by https to a server of bare TCP. */
async function uploadToTcp(handle: (socket: Socket) => void) {
  const server = await startTcpServer(handle)
  const origin = `https://127.0.0.1:${server.port}`
  const host = startHost({ ca: authority.cert, trustedOrigins: [origin] })
  const filePath = await host.addFile({ name: 'a.txt', data: 'text' })
  return failureOf(host, { url: `${origin}/`, filePath })
}

describe('[10.9] 121925 ssl error', () => {
  test('[10.9] a server of plain HTTP behind an https URL', async () => {
    const server = await startServer()
    const origin = `https://127.0.0.1:${server.port}`
    const host = startHost({ trustedOrigins: [origin] })
    const filePath = await host.addFile({ name: 'a.txt', data: 'text' })
    expect(await failureOf(host, { url: origin, filePath })).toStrictEqual(outcomes.tls)
    expect(server.received).toEqual([])
  })

  test.for<[string, (socket: Socket) => void]>([
    ['closes as soon as TCP is up', (socket) => socket.end()],
    ['closes in the handshake', (socket) => socket.once('data', () => socket.end())],
    ['resets in the handshake', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['sends garbage', (socket) => socket.once('data', () => socket.write(Buffer.alloc(64, 0xe7)))],
    ['sends text', (socket) => socket.once('data', () => socket.write('220 mail ready\r\n'))],
    [
      'sends half a record and closes',
      (socket) => socket.once('data', () => socket.end(Buffer.from([0x16, 3, 3, 0, 80, 2]))),
    ],
    [
      'sends an alert',
      (socket) => socket.once('data', () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 40]))),
    ],
  ])('[10.9] a server that %s', async ([, handle]) => {
    expect(await uploadToTcp(handle)).toStrictEqual(outcomes.tls)
  })

  test.for(['TLSv1', 'TLSv1.1'])('[10.9] a server that speaks only %s', async (version) => {
    const { failure } = await uploadTo({
      ...right,
      minVersion: 'TLSv1',
      maxVersion: version,
      ciphers: 'DEFAULT:@SECLEVEL=0',
    })
    expect(await failure()).toStrictEqual(outcomes.tls)
  })

  test('[10.9] no cipher in common', async () => {
    const { failure } = await uploadTo({
      ...right,
      maxVersion: 'TLSv1.2',
      ciphers: 'ADH-AES128-SHA256:@SECLEVEL=0',
    })
    expect(await failure()).toStrictEqual(outcomes.tls)
  })

  test('[10.9] a server that speaks HTTP/2 alone', async () => {
    const { failure } = await uploadTo({ ...right, ALPNProtocols: ['h2'] })
    expect(await failure()).toStrictEqual(outcomes.tls)
  })

  test.for([
    ['TLSv1.2', 10],
    ['TLSv1.2', 4_000_000],
    ['TLSv1.3', 10],
    ['TLSv1.3', 4_000_000],
  ] as const)(
    '[10.9] a server that demands a client certificate, by %s, with a body of %i bytes',
    async ([version, bytes]) => {
      const { failure } = await uploadTo(
        {
          ...right,
          requestCert: true,
          rejectUnauthorized: true,
          ca: authority.cert,
          minVersion: version,
          maxVersion: version,
        },
        { bytes },
      )
      // TLS 1.3 tells it after the handshake, when the request may be on its way.
      for (let round = 0; round < 5; round += 1) {
        expect(await failure()).toStrictEqual(outcomes.tls)
      }
    },
  )

  test('[10.9] a record that was changed on its way, in the middle of the answer', async () => {
    const server = await startServer((_request, response) => {
      response.write('a part')
      // Bytes between TLS and TCP: the client can make no sense of them.
      setImmediate(() => rawSocket(response.socket).write(Buffer.alloc(64, 0x41)))
    }, right)
    const origin = `https://127.0.0.1:${server.port}`
    const host = startHost({ ca: authority.cert, trustedOrigins: [origin] })
    const filePath = await host.addFile({ name: 'a.txt', data: 'text' })
    expect(await failureOf(host, { url: origin, filePath })).toStrictEqual(outcomes.tls)
  })
})

function rawSocket(tls: unknown): Socket {
  return (tls as { _parent: Socket })._parent
}

describe('[10.12] 121928 certificate error', () => {
  const hour = 3_600_000
  const other = createAuthority('Another authority')

  test.for<[string, () => Promise<Identity>, string?]>([
    ['expired', () => authority.issue({ notAfter: new Date(Date.now() - 60_000) })],
    [
      'not yet valid',
      () =>
        authority.issue({
          notBefore: new Date(Date.now() + hour),
          notAfter: new Date(Date.now() + 2 * hour),
        }),
    ],
    ['for another name', () => authority.issue({ names: ['other.test'] }), 'upload.test'],
    ['for a subdomain', () => authority.issue({ names: ['a.upload.test'] }), 'upload.test'],
    ['for one label too few', () => authority.issue({ names: ['*.test'] }), 'a.upload.test'],
    ['for a name, at an IP address', () => authority.issue({ names: ['localhost'] })],
    ['for another IP address', () => authority.issue({ names: ['127.0.0.2'] })],
    ['self-signed', () => selfSigned()],
    ['of an unknown issuer', async () => (await other).issue()],
    ['for clients only', () => authority.issue({ usage: 'clientAuth' })],
    [
      'without the issuer between it and the root',
      async () => (await authority.intermediate()).issue(),
    ],
    [
      'of an issuer that has expired',
      async () => {
        const expired = await authority.intermediate('Expired', {
          notAfter: new Date(Date.now() - 60_000),
        })
        return chained(await expired.issue(), expired)
      },
    ],
    [
      'signed by a certificate that is no authority',
      async () => {
        const between = await authority.intermediate('No authority', { maySign: false })
        return chained(await between.issue(), between)
      },
    ],
  ])('[10.12] a certificate %s', async ([, make, hostname]) => {
    const { server, failure } = await uploadTo(await make(), hostname ? { hostname } : {})
    expect(await failure()).toStrictEqual(outcomes.certificate)
    expect(server.received).toEqual([])
  })

  test.for(['TLSv1.2', 'TLSv1.3'])('[10.12] expired, by %s', async (version) => {
    const expired = await authority.issue({ notAfter: new Date(Date.now() - 60_000) })
    const { failure } = await uploadTo({ ...expired, minVersion: version, maxVersion: version })
    expect(await failure()).toStrictEqual(outcomes.certificate)
  })

  // With 512 bits no server can sign a handshake of TLS 1.3.
  test.for([
    [512, 'TLSv1.2'],
    [768, 'TLSv1.2'],
    [768, 'TLSv1.3'],
  ] as const)('[10.12] too weak: an RSA key of %i bits, by %s', async ([rsaBits, version]) => {
    const { failure } = await uploadTo({
      ...(await authority.issue({ rsaBits })),
      ciphers: 'DEFAULT:@SECLEVEL=0',
      minVersion: version,
      maxVersion: version,
    })
    expect(await failure()).toStrictEqual(outcomes.certificate)
  })

  test.for(['MD5', 'SHA-1'] as const)('[10.12] too weak: a signature with %s', async (digest) => {
    const rsa = await createAuthority('RSA authority', { rsaBits: 2048 })
    const { failure } = await uploadTo(
      { ...(await rsa.issue({ rsaBits: 2048, digest })), ciphers: 'DEFAULT:@SECLEVEL=0' },
      { ca: rsa.cert },
    )
    expect(await failure()).toStrictEqual(outcomes.certificate)
    const good = await uploadTo(await rsa.issue({ rsaBits: 2048 }), { ca: rsa.cert })
    expect((await good.success()).statusCode).toBe(200)
  })

  test('[10.12] too weak: an issuer between with SHA-1', async () => {
    const rsa = await createAuthority('RSA authority', { rsaBits: 2048 })
    const weak = await rsa.intermediate('Weak', { digest: 'SHA-1' })
    const { failure } = await uploadTo(
      { ...chained(await weak.issue(), weak), ciphers: 'DEFAULT:@SECLEVEL=0' },
      { ca: rsa.cert },
    )
    expect(await failure()).toStrictEqual(outcomes.certificate)
  })

  test('[10.12] revoked, where the host was given the list', async () => {
    const revoked = await authority.issue()
    const crl = await authority.revoke(revoked.cert)
    const { failure } = await uploadTo(revoked, { crl })
    expect(await failure()).toStrictEqual(outcomes.certificate)
    const good = await uploadTo(await authority.issue(), { crl: [Buffer.from(crl)] })
    expect((await good.success()).statusCode).toBe(200)
  })

  test('[10.12] an issuer that is revoked', async () => {
    const between = await authority.intermediate()
    const crl = [await authority.revoke(between.cert), await between.revoke()]
    const { failure } = await uploadTo(chained(await between.issue(), between), { crl })
    expect(await failure()).toStrictEqual(outcomes.certificate)
  })

  test('[10.12] with a list, a certificate whose issuer has none is refused too', async () => {
    const { failure } = await uploadTo(await authority.issue(), {
      crl: await (await other).revoke(),
    })
    expect(await failure()).toStrictEqual(outcomes.certificate)
  })

  test.for<[string, HostOptions]>([
    ['ca', { ca: 'nonsense' }],
    ['ca', { ca: Buffer.from([0x30, 0x82, 1, 2]) }],
    ['ca', { ca: '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n' }],
    ['crl', { crl: 'nonsense' }],
    ['crl', { crl: [authority.cert] }],
  ])('[10.12] a %s that is none is told when the host is made', ([name, options]) => {
    expect(() => startHost(options)).toThrow(new RegExp(`^${name} must be PEM: `))
  })

  test('[10.12] without the list a revoked certificate passes', async () => {
    const { success } = await uploadTo(await authority.issue())
    expect((await success()).statusCode).toBe(200)
  })

  test('[10.12] right certificates pass: a name, a wildcard, an address, a chain', async () => {
    const between = await authority.intermediate()
    const cases: [Identity, string][] = [
      [await authority.issue({ names: ['upload.test'] }), 'upload.test'],
      [await authority.issue({ names: ['upload.test'] }), 'UPLOAD.test.'],
      [await authority.issue({ names: ['*.upload.test'] }), 'a.upload.test'],
      [await authority.issue({ names: ['127.0.0.1'] }), '127.0.0.1'],
      [await authority.issue({ rsaBits: 2048 }), '127.0.0.1'],
      [chained(await between.issue(), between), 'localhost'],
    ]
    for (const [identity, hostname] of cases) {
      const { server, success } = await uploadTo(identity, { hostname })
      expect((await success()).statusCode, hostname).toBe(200)
      expect(server.received).toHaveLength(1)
    }
  })

  // The roots that Node was started with stand for the built-in ones, whose keys nobody has.
  test('[10.12] the built-in roots hold beside `ca`', async () => {
    const another = await other
    const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-test-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'roots.pem')
    await writeFile(file, another.cert)
    const origins: string[] = []
    for (const issuer of [authority, another]) {
      const server = await startServer(undefined, await issuer.issue())
      origins.push(`https://127.0.0.1:${server.port}`)
    }
    const [own = '', builtIn = ''] = origins
    for (const [ca, origin, passes] of [
      [undefined, builtIn, true],
      [undefined, own, false],
      [authority.cert, builtIn, true],
      [authority.cert, own, true],
    ] as const) {
      const client = clients.start({
        env: { NODE_EXTRA_CA_CERTS: file },
        host: { ca, trustedOrigins: origins },
      })
      const filePath = await client.addFile(10)
      const { success, fail } = await client.upload({ url: origin, filePath }).outcome
      expect(success?.statusCode).toBe(passes ? 200 : undefined)
      expect(fail).toStrictEqual(passes ? undefined : outcomes.certificate)
    }
  })

  test('[10.12] several issuers of its own, as text and as bytes', async () => {
    const another = await other
    for (const issuer of [authority, another]) {
      const { success } = await uploadTo(await issuer.issue(), {
        ca: [authority.cert, Buffer.from(another.cert)],
      })
      expect((await success()).statusCode).toBe(200)
    }
  })
})

/** A server's certificate with its issuer's behind it. */
function chained(identity: Identity, { cert }: Authority): Identity {
  return { key: identity.key, cert: `${identity.cert}\n${cert}` }
}
