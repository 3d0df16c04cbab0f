import { readdir } from 'node:fs/promises'
import fc from 'fast-check'
import { createReceiver, type Receiver } from 'tt-anywhere/receiver'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bodyOf, dial, headOf, send, sha256 } from './support.js'

let receiver: Receiver
beforeAll(async () => {
  receiver = await createReceiver({ limits: { idleTimeout: 2_000 } })
})
afterAll(() => receiver.close({ graceMs: 0 }))

// What HTML leaves of a name: no quote, no line break; and no back-slash, which may stand before a
// closing quote and is tested by itself.
const names = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((name) => name.replace(/["\r\n\0\\]/g, '_'))
const bytes = fc.uint8Array({ maxLength: 3_000 }).map((array) => Buffer.from(array))
const parts = fc.array(
  fc.oneof(
    fc.record({ name: names, value: fc.string({ unit: 'grapheme', maxLength: 100 }) }),
    fc.record({ name: names, filename: names, type: fc.constant('a/b'), value: bytes }),
  ),
  { maxLength: 8 },
)

it('any form comes back as it was sent', async () => {
  await fc.assert(
    fc.asyncProperty(parts, async (form) => {
      const { status, json } = await send(receiver.url, bodyOf(form))
      expect(status).toBe(200)
      expect(json.fields).toEqual(
        form.flatMap((part) => ('filename' in part ? [] : [[part.name, part.value]])),
      )
      expect(json.files).toEqual(
        form.flatMap((part) =>
          'filename' in part
            ? {
                field: part.name,
                filename: part.filename,
                contentType: 'a/b',
                size: part.value.length,
                sha256: sha256(part.value),
              }
            : [],
        ),
      )
      await receiver.nextUpload()
    }),
    { numRuns: 150 },
  )
})

it('no damaged body harms the receiver or leaves half a file', async () => {
  const damage = fc.record({ at: fc.nat(), cut: fc.nat(60), put: bytes })
  await fc.assert(
    fc.asyncProperty(parts, fc.array(damage, { minLength: 1, maxLength: 3 }), async (form, all) => {
      let body = bodyOf(form)
      for (const { at, cut, put } of all) {
        const from = at % (body.length + 1)
        body = Buffer.concat([body.subarray(0, from), put, body.subarray(from + cut)])
      }
      const socket = await dial(receiver)
      socket.write(headOf(body.length, 'Connection: close\r\n'))
      socket.write(body)
      expect(await socket.readAll()).toMatch(/^HTTP\/1.1 (200|400|413) /)
      expect((await readdir(receiver.folder)).filter((name) => name.endsWith('.part'))).toEqual([])
    }),
    { numRuns: 200 },
  )
  expect((await send(receiver.url, bodyOf([{ name: 'a', value: 'b' }]))).status).toBe(200)
})
