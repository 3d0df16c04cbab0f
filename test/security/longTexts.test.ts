/** Texts that are long and odd cost no more than their length: nobody stops the event loop with one. */
import { createHost } from 'tt-anywhere'
import { describe, expect, onTestFinished, test } from 'vitest'
import { run } from '../helpers/call.js'
import { startHost } from '../helpers/host.js'
import { startServer } from '../helpers/server.js'

/** Milliseconds: what costs the square of its length takes ten seconds and more. */
const patience = 3_000

/** How long the event loop has stood still at most, while something ran. */
async function longestStop(something: () => unknown) {
  let longest = 0
  let last = performance.now()
  const beat = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(beat, 5)
  try {
    await something()
    beat()
  } finally {
    clearInterval(timer)
  }
  return longest
}

const times = (text: string, count = 100_000) => text.repeat(count)

describe('a URL', () => {
  test.each([
    ['question marks', `http://a.example/${times('?')}`],
    ['names without values', `http://a.example/${times('?a')}`],
    ['spaces', `http://a.example/${times(' ')}x`],
    ['tabs in the host', `http://a.ex${times('\t')}ample/`],
    ['at signs', `http://${times('@')}a.example/`],
    ['slashes', `http:${times('/')}a.example/`],
  ])('of %s', async (_, url) => {
    const host = startHost({
      checkDomains: false,
      lookup: (name, _options, callback) => callback(new Error(name), '', 4),
    })
    host.on('exchange', () => {})
    const stop = await longestStop(async () => {
      await run(host, 'request', { url })
      host.har()
    })
    expect(stop).toBeLessThan(patience)
  })
})

describe('an answer', () => {
  test.each([
    ['escaped quotes', `{"token${times('\\"', 30_000)}`],
    ['strings that are cut off', `token${times('"\\', 30_000)}`],
    ['spaces', `"token"${times(' ', 60_000)}`],
    ['brackets', `"token":${times('[', 60_000)}`],
    ['names', `token${times('&a', 30_000)}`],
  ])('of %s, as HAR', async (_, text) => {
    const server = await startServer((_request, response) =>
      response.setHeader('content-type', 'application/json').end(text),
    )
    const host = createHost({ proxy: false, trustedOrigins: [server.origin] })
    onTestFinished(() => host.close())
    host.on('warning', () => {})
    for (let call = 0; call < 20; call += 1) {
      const { success } = await run(host, 'request', { url: server.origin, dataType: 'text' })
      expect(success?.statusCode).toBe(200)
    }
    expect(await longestStop(() => host.har())).toBeLessThan(patience)
  })
})
