import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { parts } from '../helpers/multipart.js'
import type { Arrived, Endpoint } from './endpoint.js'

const photo = readFileSync(new URL('../../examples/photo.jpg', import.meta.url))

/** What `fixtures/scenario.cjs` is told. */
export function scenarioEnvironment({ origin, socks }: Endpoint): Record<string, string> {
  return { TT_ORIGIN: origin, TT_SOCKS: socks }
}

/** Everything that `fixtures/scenario.cjs` uploads has arrived, whole and as the platform sends it. */
export function expectScenario({ arrived }: Endpoint): void {
  expect(arrived.map(({ target }) => target)).toEqual([
    '/photo?size=large',
    '/unknown',
    '/cookie',
    '/cookie',
    'http://upload.test/proxy',
    '/socks',
  ])
  const [first, unknown, cookieless, cookie, , socks] = arrived as [
    Arrived,
    Arrived,
    Arrived,
    Arrived,
    Arrived,
    Arrived,
  ]
  for (const upload of arrived) {
    expect(upload.method).toBe('POST')
    expectIdentity(upload)
  }
  expectPhoto(first)

  expect(parts(unknown.body, unknown.headers['content-type'] ?? '')).toMatchObject([
    { filename: 'data.unheardof', contentType: 'application/octet-stream' },
  ])
  expect([cookieless.headers.cookie, cookie.headers.cookie]).toEqual([undefined, 'session=42'])
  expect(socks.headers.host).toBe('upload.test')
}

/** The photo with its form fields, byte for byte. */
export function expectPhoto({ body, headers }: Arrived): void {
  const found = parts(body, headers['content-type'] ?? '')
  expect(found.map(({ name, filename }) => [name, filename])).toEqual([
    ['title', undefined],
    ['place', undefined],
    ['file', 'photo.jpg'],
  ])
  expect(found.slice(0, 2).map(({ data }) => data.toString())).toEqual(['山', 'a "quoted" one'])
  expect(found[2]?.contentType).toBe('image/jpeg')
  expect(sha256(found[2]?.data)).toBe(sha256(photo))
}

function expectIdentity({ headers }: Arrived): void {
  expect(headers['user-agent']).toMatch(/ ToutiaoMicroApp\/\d/)
  expect(headers.referer).toBe(
    'https://tmaservice.developer.toutiao.com/?appid=tt07e3715e98c9aac0&version=1.2.0',
  )
}

function sha256(data: Buffer | undefined): string {
  return createHash('sha256')
    .update(data ?? '')
    .digest('hex')
}
