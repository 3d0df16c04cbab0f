/**
 * An album function that returns anything at all: the call ends once, nothing is left behind, and
 * what lies on the machine stays as it was.
 */
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import sharp from 'sharp'
import { type AlbumFunction, createHost } from 'tt-anywhere'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesBelow } from '../../helpers/files.js'

/** Runs of each property: many by hand (TT_ANYWHERE_LONG=1), fewer in CI. */
const numRuns = process.env.TT_ANYWHERE_LONG ? 20_000 : 400

let folder: string
let originals: string
let picture: Buffer
let film: Buffer
const unhandled: unknown[] = []
const note = (error: unknown) => unhandled.push(error)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hunter-test-'))
  originals = join(folder, 'originals')
  mkdirSync(join(originals, 'folder.jpg'), { recursive: true })
  const create = { width: 1500, height: 20, channels: 3, background: 'red' } as const
  picture = await sharp({ create }).jpeg({ quality: 100 }).toBuffer()
  const path = fileURLToPath(new URL('../../fixtures/film.mp4', import.meta.url))
  film = readFileSync(path)
  writeFileSync(join(originals, 'photo.jpg'), picture)
  writeFileSync(join(originals, 'notes.txt'), 'notes')
  writeFileSync(join(originals, 'corrupt.mp4'), film.subarray(0, 100))
  copyFileSync(path, join(originals, 'film.mp4'))
  process.on('unhandledRejection', note)
})
afterAll(() => {
  process.off('unhandledRejection', note)
  rmSync(folder, { recursive: true, force: true })
})

function digestOf(place: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(place, { recursive: true, encoding: 'utf8' }).sort()) {
    hash.update(name)
    if (!name.endsWith('folder.jpg')) hash.update(readFileSync(join(place, name)))
  }
  return hash.digest('hex')
}

const throwing = () => {
  throw new Error('a trap')
}
const trap = (field: string) => ({ [field]: { get: throwing, enumerable: true } })

/** Makes a value when it is asked for: fast-check could not hold those that throw. */
type Make = () => unknown

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/** Bytes of a picture or film, with some of them changed, or cut off. */
const bytes = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { maxLength: 8 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.boolean(),
  )
  .map(([isFilm, changes, length, cut]) => {
    const made = Buffer.from(isFilm ? film : picture)
    for (const [at, value] of changes) if (at < made.byteLength) made[at] = value
    return cut ? made.subarray(0, Math.floor(made.byteLength * length)) : made
  })

const name = fc.oneof(
  fc.constantFrom('a.jpg', 'a.mp4', 'a.png', 'a.txt', 'a', '', '..', '/a.jpg', 'a\0.jpg', '照.JPG'),
  fc.string(),
)

const plain = fc.oneof(
  fc
    .constantFrom('photo.jpg', 'film.mp4', 'notes.txt', 'corrupt.mp4', 'folder.jpg', 'gone.jpg')
    .map((base) => join(originals, base)),
  fc.string(),
  fc.record({ name, data: fc.oneof(bytes, fc.string(), fc.anything()) }),
  fc.record({ name, data: bytes.map((made) => new Uint8Array(made).buffer) }),
  fc.anything(),
)

const file: fc.Arbitrary<Make> = fc.oneof(
  { weight: 8, arbitrary: plain.map((value) => () => value) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Make[]>(
      () => Object.defineProperties({ data: 'x' }, trap('name')),
      () => Object.defineProperties({ name: 'a.jpg' }, trap('data')),
      () => revoked({}),
      () => new Proxy({}, { get: throwing }),
    ),
  },
)
const list = (most: number) =>
  fc.array(file, { maxLength: most }).map((makes) => () => makes.map((make) => make()))

/** What can be chosen, so that the good and the strange meet. */
const good: fc.Arbitrary<Make> = fc.constantFrom<Make[]>(
  () => join(originals, 'photo.jpg'),
  () => join(originals, 'film.mp4'),
  () => ({ name: 'a.jpg', data: picture }),
  () => ({ name: 'bare', data: film }),
)
const mostlyGood = fc
  .tuple(fc.array(good, { minLength: 1, maxLength: 4 }), fc.array(file, { maxLength: 1 }))
  .map((makes) => () => makes.flat().map((make) => make()))

const answer: fc.Arbitrary<Make> = fc.oneof(
  { weight: 5, arbitrary: mostlyGood },
  { weight: 5, arbitrary: list(6) },
  { weight: 1, arbitrary: list(2).map((make) => () => [make()]) },
  {
    weight: 1,
    arbitrary: fc
      .anything({ withBigInt: true, withNullPrototype: true })
      .map((value) => () => value),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Make[]>(
      () => revoked([]),
      () => new Proxy([], { get: throwing }),
      () => new Proxy([], { get: (_, key) => (key === 'length' ? 1e300 : undefined) }),
      () => Object.assign([join(originals, 'photo.jpg')], { slice: throwing, map: throwing }),
      () => Array(2 ** 32 - 1),
      () => Object.defineProperties({}, trap('then')),
      () => Symbol('album'),
    ),
  },
)

type Way = 'returns' | 'throws' | 'resolves' | 'rejects' | 'hangs'

interface Case {
  readonly api: 'chooseImage' | 'chooseVideo' | 'chooseMedia'
  readonly way: Way
  readonly make: Make
  readonly sizeType: string[]
  readonly strict: boolean
  /** Turns of the loop before the host is closed; none where it waits for the end. */
  readonly closeAfter: number | undefined
}

const cases: fc.Arbitrary<Case> = fc.record({
  api: fc.constantFrom('chooseImage', 'chooseVideo', 'chooseMedia'),
  way: fc.constantFrom<Way[]>('returns', 'returns', 'resolves', 'throws', 'rejects', 'hangs'),
  make: answer,
  sizeType: fc.constantFrom(['compressed'], ['original'], ['original', 'compressed']),
  strict: fc.boolean(),
  closeAfter: fc.option(fc.nat(12), { nil: undefined, freq: 2 }),
})

function albumOf({ way, make }: Case): AlbumFunction {
  return () => {
    const value = make()
    if (way === 'throws') throw value
    if (way === 'rejects') return Promise.reject(value)
    if (way === 'hangs') return new Promise(() => {})
    return (way === 'resolves' ? Promise.resolve(value) : value) as never
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('whatever the album returns', async () => {
  const before = digestOf(originals)
  let successes = 0
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const storage = mkdtempSync(join(folder, 'storage-'))
      const reported: unknown[] = []
      const host = createHost({
        album: albumOf(one),
        storage,
        proxy: false,
        strict: one.strict,
        onError: (error) => reported.push(error),
      })
      host.on('warning', () => {})
      const told: [string, { errMsg: string; tempFiles?: unknown[] }][] = []
      const ended = new Promise<void>((resolve) => {
        const callback = (kind: string) => (result: never) => {
          told.push([kind, result])
          if (kind === 'complete') resolve()
        }
        const { api, sizeType } = one
        host.tt[api]({
          ...(api !== 'chooseVideo' && { sizeType }),
          success: callback('success'),
          fail: callback('fail'),
          complete: callback('complete'),
        } as object)
      })
      const closeAfter = one.way === 'hangs' ? (one.closeAfter ?? 3) : one.closeAfter
      if (closeAfter === undefined) await ended
      for (let turns = 0; turns < (closeAfter ?? 0); turns += 1) await turn()
      const temp = join(storage, 'd-tt0000000000000000', 'temp')
      if (closeAfter === undefined) {
        const left = filesBelow(temp)
        const index = host.tt.getFileSystemManager().readdirSync('ttfile://temp')
        const [kind, result] = told[0] ?? expect.fail()
        const given = kind === 'fail' ? 0 : (result.tempFiles?.length ?? 1)
        successes += kind === 'fail' ? 0 : 1
        expect(index).toHaveLength(given)
        expect(left.length).toBeLessThanOrEqual(given)
      }
      await host.close()
      await ended
      await turn()
      expect(existsSync(temp) ? readdirSync(temp) : []).toEqual([])
      expect(told.map(([kind]) => kind)).toEqual([told[0]?.[0], 'complete'])
      expect(['success', 'fail']).toContain(told[0]?.[0])
      expect(told[0]?.[1]).toBe(told[1]?.[1])
      expect(told[0]?.[1].errMsg).toMatch(new RegExp(`^${one.api}:(ok$|fail[^]*)`))
      expect(told[0]?.[1].errMsg).not.toContain(folder)
      expect(reported).toEqual([])
      rmSync(storage, { recursive: true, force: true })
    }),
    { numRuns },
  )
  expect(unhandled).toEqual([])
  expect(digestOf(originals)).toBe(before)
  // The hunt is for what is strange, but some of it must be chosen.
  expect(successes).toBeGreaterThan(numRuns / 100)
}, 600_000)
