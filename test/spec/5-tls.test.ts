import type { SecureContextOptions } from 'node:tls'
import type { HostOptions } from 'tt-anywhere'
import { expect, test } from 'vitest'
import { createAuthority, type Identity, selfSigned } from '../helpers/certificates.js'
import { startHost } from '../helpers/host.js'
import { toLoopback } from '../helpers/names.js'
import { startServer } from '../helpers/server.js'
import { failureOf, successOf } from '../helpers/upload.js'

const certificate = {
  errMsg: 'uploadFile:fail certificate error',
  errorCode: 121928,
  errorType: 'D',
}
const tls = { errMsg: 'uploadFile:fail ssl error', errorCode: 121925, errorType: 'U' }

const day = 86_400_000
const name = 'upload.example'
const authority = await createAuthority()
const good = await authority.issue({ names: [name] })
/** What no phone takes, and why. */
const bad = {
  'is self-signed': await selfSigned({ names: [name] }),
  'has an unknown issuer': await (await createAuthority('Nobody')).issue({ names: [name] }),
  'is for another name': await authority.issue({ names: ['other.example'] }),
  'is for a subdomain': await authority.issue({ names: [`a.${name}`] }),
  'is for a wildcard beside it': await authority.issue({ names: [`*.${name}`] }),
  'has expired': await authority.issue({ names: [name], notAfter: new Date(Date.now() - day) }),
  'is not valid yet': await authority.issue({
    names: [name],
    notBefore: new Date(Date.now() + day),
    notAfter: new Date(Date.now() + 2 * day),
  }),
}
/** A server as it was before TLS 1.2. */
const old = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
} as const

async function serve(identity: Identity & SecureContextOptions) {
  const server = await startServer(undefined, { ...identity })
  const url = `https://${name}:${server.port}/`
  async function ready(options: HostOptions) {
    const host = startHost({ domains: { uploadFile: [url] }, lookup: toLoopback, ...options })
    return { host, filePath: await host.addFile({ name: 'a.txt', data: 'x' }) }
  }
  return {
    server,
    url,
    async success(options: HostOptions, to = url) {
      const { host, filePath } = await ready(options)
      return (await successOf(host, { url: to, filePath })).statusCode
    },
    async failure(options: HostOptions, to = url) {
      const { host, filePath } = await ready(options)
      return failureOf(host, { url: to, filePath })
    },
  }
}

test('[5.17] a certificate that is right passes, in every release kind', async () => {
  const { success } = await serve(good)
  for (const envType of ['production', 'development', 'preview', 'gray'] as const) {
    expect(await success({ ca: authority.cert, envType })).toBe(200)
  }
})

test('[5.17] ca takes text, bytes and lists of them', async () => {
  const { success } = await serve(good)
  const other = (await createAuthority('Other')).cert
  const bytes = new TextEncoder().encode(authority.cert)
  for (const ca of [bytes, [other, authority.cert], [bytes], `${other}\n${authority.cert}`]) {
    expect(await success({ ca })).toBe(200)
  }
})

test('[5.17] a wildcard certificate serves one label', async () => {
  const { failure, success, server } = await serve(bad['is for a wildcard beside it'])
  const urls = [`https://a.${name}:${server.port}/`, `https://a.b.${name}:${server.port}/`] as const
  const options = { ca: authority.cert, domains: { uploadFile: urls } }
  expect(await success(options, urls[0])).toBe(200)
  expect(await failure(options, urls[1])).toEqual(certificate)
})

test('[5.17] a name with a trailing dot, in capitals or in punycode is the same name', async () => {
  const identity = await authority.issue({ names: [name, 'xn--fsqu00a.example'] })
  const { server, success } = await serve(identity)
  const list = [name, '例子.example'].map((host) => `https://${host}:${server.port}`)
  const options = { ca: authority.cert, domains: { uploadFile: list } }
  for (const host of [`${name}.`, name.toUpperCase(), '例子.example', 'XN--FSQU00A.example']) {
    expect(await success(options, `https://${host}:${server.port}/`)).toBe(200)
  }
})

test.each(Object.entries(bad))('[5.17] a certificate that %s fails', async (_why, identity) => {
  const { failure, server } = await serve(identity)
  for (const envType of ['production', 'development'] as const) {
    expect(await failure({ ca: authority.cert, envType })).toEqual(certificate)
  }
  expect(server.received).toEqual([])
})

test('[5.17] without ca the built-in roots alone are trusted', async () => {
  const { failure } = await serve(good)
  expect(await failure({})).toEqual(certificate)
})

test.each(['TLSv1.2', 'TLSv1.3'] as const)('[5.17] %s is spoken', async (version) => {
  const { success } = await serve({ ...good, minVersion: version, maxVersion: version })
  expect(await success({ ca: authority.cert, envType: 'production' })).toBe(200)
})

test('[5.17] a server below TLS 1.2 fails', async () => {
  const { failure, server } = await serve({ ...good, ...old })
  expect(await failure({ ca: authority.cert })).toEqual(tls)
  expect(server.received).toEqual([])
})

test.each(Object.entries(bad))(
  '[5.12] checkDomains: false takes a certificate that %s',
  async (_why, identity) => {
    const { success } = await serve(identity)
    for (const envType of ['development', 'preview', 'gray'] as const) {
      expect(await success({ checkDomains: false, domains: {}, envType })).toBe(200)
    }
  },
)

test('[5.12] checkDomains: false takes a server of TLS 1.1, and one of TLS 1.0', async () => {
  for (const maxVersion of ['TLSv1.1', 'TLSv1'] as const) {
    const { success } = await serve({ ...good, ...old, maxVersion })
    expect(await success({ checkDomains: false, domains: {} })).toBe(200)
  }
})

test('[5.12] checkDomains: false takes a short key', async () => {
  const weak = { ...(await selfSigned({ names: [name], rsaBits: 1024 })) }
  const server = await serve({ ...weak, ciphers: 'DEFAULT:@SECLEVEL=0' })
  expect(await server.success({ checkDomains: false, domains: {} })).toBe(200)
})

test.each(Object.entries(bad))(
  '[5.14] insecureTls takes a certificate that %s',
  async (_why, identity) => {
    const { success } = await serve(identity)
    expect(await success({ insecureTls: true })).toBe(200)
    expect(await success({ insecureTls: true, envType: 'production' })).toBe(200)
  },
)

test('[5.14] insecureTls keeps the domain list', async () => {
  const { failure, server, url } = await serve(good)
  expect(await failure({ insecureTls: true, domains: {} })).toEqual({
    errMsg: `uploadFile:fail url not in domain list, url == ${url}`,
    errorCode: 121901,
    errorType: 'D',
  })
  expect(server.connections()).toBe(0)
})

test('[5.14] insecureTls keeps the protocol rule', async () => {
  const { failure, server } = await serve(good)
  const url = `http://${name}:${server.port}/`
  const error = await failure({ insecureTls: true, envType: 'production' }, url)
  expect([error.errorCode, server.connections()]).toEqual([121999, 0])
})

test('[5.14] insecureTls keeps TLS 1.2', async () => {
  const { failure } = await serve({ ...good, ...old })
  expect(await failure({ insecureTls: true })).toEqual(tls)
})

test('[5.23] a trusted origin: its certificate is checked as ever', async () => {
  const { failure, success, server } = await serve(bad['is self-signed'])
  const trustedOrigins = [`https://${name}:${server.port}`]
  const options = { domains: {}, trustedOrigins }
  expect(await failure({ ...options, ca: authority.cert })).toEqual(certificate)
  expect(await success({ ...options, ca: bad['is self-signed'].cert })).toBe(200)
  expect(await success({ ...options, insecureTls: true })).toBe(200)
})
