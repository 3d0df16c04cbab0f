/** What undoes content codings: how it is held back. The codings themselves are in spec/7-decoding. */
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createDecoder } from '../../src/host/node/decoder.js'

test('what is held back does not come out, and comes whole when it is let go', async () => {
  const size = 50_000_000
  const compressed = gzipSync(Buffer.alloc(size))
  let came = 0
  let first = 0
  let atRelease = 0
  await new Promise<void>((resolve, reject) => {
    const decoder =
      createDecoder('gzip', {
        data(chunk) {
          came += chunk.byteLength
          if (first === 0) {
            first = came
            decoder.hold(true)
            // Long enough for all of it to come, if it did.
            setTimeout(() => {
              atRelease = came
              decoder.hold(false)
            }, 500)
          }
        },
        drain() {},
        end: resolve,
        error: reject,
      }) ?? expect.fail()
    decoder.write(compressed)
    decoder.end()
  })
  // 0 where it was over before it was let go.
  expect(atRelease).toBeGreaterThan(0)
  expect(atRelease).toBeLessThan(1_000_000)
  expect(came).toBe(size)
})

test('it says no to more than it can undo, and tells when it goes on', async () => {
  const compressed = gzipSync(Buffer.alloc(20_000_000))
  let full = 0
  let drained = 0
  await new Promise<void>((resolve, reject) => {
    let at = 0
    const decoder =
      createDecoder('gzip', {
        data() {},
        drain() {
          drained += 1
          feed()
        },
        end: resolve,
        error: reject,
      }) ?? expect.fail()
    function feed() {
      while (at < compressed.byteLength) {
        const piece = compressed.subarray(at, at + 8192)
        at += piece.byteLength
        if (!decoder.write(piece) && at < compressed.byteLength) {
          full += 1
          return
        }
      }
      decoder.end()
    }
    feed()
  })
  expect(full).toBeGreaterThan(0)
  expect(drained).toBeGreaterThanOrEqual(full)
})
