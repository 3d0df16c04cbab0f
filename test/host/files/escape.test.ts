import { randomBytes } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { readWhole } from '../../../src/host/node/files/copyOut.js'
import { createFileStore } from '../../../src/host/node/files/store.js'
import type { FileStore } from '../../../src/platform.js'

/** Paths that are tried: a million by hand (TT_ANYWHERE_LONG=1), fewer in CI. */
const tries = process.env.TT_ANYWHERE_LONG ? 1_000_000 : 20_000
const perRun = 100

/**
 * While the whole folder gives way to a link again and again: so many operations that found the
 * folder, and so many that found the link. The folder is there for a small part of the time.
 */
const most = process.env.TT_ANYWHERE_LONG ? 40 : 1
const enough = { done: 50 * most, refused: 5_000 * most }

let folder: string
let store: FileStore

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'escape-test-'))
  mkdirSync(join(folder, 'outside'))
  writeFileSync(join(folder, 'outside', 'secret'), 'secret')
  writeFileSync(join(folder, 'secret'), 'secret')
  store = createFileStore({
    folder: join(folder, 'storage', 'd-tt1'),
    quota: 100_000,
    random: randomBytes,
  })
  store.makeFolder('ttfile://user/a', false)
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Pieces that have led out of sandboxes. */
const pieces = [
  ...['..', '.', '', '/', '//', '\\', '..\\', '../', '..;/', '...', '....//', '~', '~/'],
  ...['%2e%2e', '%2e', '%2f', '%5c', '%252e%252e%252f', '%00', '%c0%ae', '..%c0%af', '%u002e'],
  ...[
    '\0',
    '\n',
    '\r',
    '\t',
    ' ',
    '\u2024',
    '\u2025',
    '\uff0e',
    '\uff0f',
    '\u2215',
    '\ufeff',
    '\u202e',
  ],
  ...[
    '\ud800',
    '\udfff',
    'é',
    'e\u0301',
    '中',
    '😀',
    'A',
    'a',
    'aux',
    'con',
    'nul.txt',
    'C:',
    'C:\\',
    'a:b',
  ],
  ...[
    'temp',
    'user',
    'ttfile:',
    'ttfile://',
    'ttfile://temp',
    'ttfile://user',
    'TTFILE://user',
    'file://',
  ],
  ...[
    'outside',
    'secret',
    'storage',
    'd-tt1',
    'f-a',
    'd-a',
    '__proto__',
    'constructor',
    'x'.repeat(300),
  ],
  ...[
    '/etc/passwd',
    '/proc/self/environ',
    '\\\\server\\share',
    '//?/C:/',
    '?',
    '#',
    '*',
    ':',
    '|',
    '$HOME',
  ],
]
const scheme = fc.constantFrom(
  'ttfile://user/',
  'ttfile://user/a/',
  'ttfile://temp/',
  'ttfile://',
  '',
)
const path = fc
  .tuple(
    scheme,
    fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 6 })), {
      maxLength: 7,
    }),
    fc.boolean(),
  )
  .map(([start, parts, slashes]) => start + parts.join(slashes ? '/' : ''))

const operations: ((one: string, other: string) => unknown)[] = [
  (one) => {
    const file = store.open(one)
    const whole = Buffer.alloc(file.size)
    file.readNow(whole, 0)
    file.close()
    expect(whole.toString()).toBe('inside')
  },
  (one) => store.stat(one),
  (one) => store.list(one),
  (one) => store.write(one, Buffer.from('inside')),
  (one) => {
    // Where nothing is there it would make an empty file, and all must hold the same.
    store.stat(one)
    store.append(one, new Uint8Array())
  },
  (one) => store.truncate(one, 6),
  (one, other) => store.copy(one, other),
  (one, other) => store.rename(one, other),
  (one) => store.remove(one),
  (one) => store.makeFolder(one, true),
  (one) => store.removeFolder(one, true),
  (one, other) => store.save(one, other),
  (one, other) => store.copyNow(one, other),
  (one, other) => store.saveNow(one, other),
]

/** What earlier paths made: with thousands of files each look at them all would take its time. */
function empty() {
  for (const name of store.list('ttfile://user')) {
    const path = `ttfile://user/${name}`
    if (store.stat(path).kind === 'file') store.remove(path)
    else store.removeFolder(path, true)
  }
  store.makeFolder('ttfile://user/a', false)
}

describe('no path leads out of the sandbox', () => {
  test('generated ones, through every operation', { timeout: 900_000 }, async () => {
    const before = snapshot(folder)
    const problems = new Map<string, number>()
    let ran = 0
    const one = fc.tuple(fc.nat({ max: operations.length - 1 }), path, path)
    const runs = fc.asyncProperty(
      fc.array(one, { minLength: perRun, maxLength: perRun }),
      async (list) => {
        if (++ran % 50 === 0) empty()
        for (const [index, first, second] of list) {
          try {
            await operations[index]?.(first, second)
            problems.set('none', (problems.get('none') ?? 0) + 1)
          } catch (error) {
            const { problem } = error as { problem?: string }
            // Anything but an error of the store is a crash, or a leak told by expect.
            if (problem === undefined) throw error
            problems.set(problem, (problems.get(problem) ?? 0) + 1)
          }
        }
      },
    )
    await fc.assert(runs, { numRuns: tries / perRun, endOnFailure: true })
    expect(snapshot(folder)).toEqual(before)
    // The test would prove nothing if all were refused at the door.
    expect(problems.get('none')).toBeGreaterThan(tries / 100)
    expect(problems.get('denied')).toBeGreaterThan(tries / 100)
  })

  test.skipIf(process.platform === 'win32')(
    'while links come and go in the place of files and folders', // Windows makes links for administrators alone
    { timeout: 60_000 },
    async () => {
      const outside = join(folder, 'outside')
      const user = join(folder, 'storage', 'd-tt1', 'user')
      for (const name of readdirSync(user).filter((name) => /^[df]-/.test(name))) {
        rmSync(join(user, name))
      }
      store.makeFolder('ttfile://user/a', true)
      store.write('ttfile://user/a/f', Buffer.from('inside'))
      const worker = new Worker(swapper, {
        eval: true,
        workerData: { outside, user, rounds: 3_000 },
      })
      let ended = false
      const end = new Promise<void>((resolve, reject) => {
        worker.on('error', reject)
        worker.on('exit', () => {
          ended = true
          resolve()
        })
      })
      const before = snapshot(outside)
      let reads = 0
      while (!ended) {
        for (const operation of operations.slice(0, 7)) {
          try {
            await operation('ttfile://user/a/f', 'ttfile://user/a/g')
            reads += 1
          } catch (error) {
            // The swapper may also leave nothing there: what counts is that nothing leaks.
            if ((error as Error).name === 'AssertionError') throw error
          }
        }
        await new Promise(setImmediate)
      }
      await end
      expect(snapshot(outside)).toEqual(before)
      expect(reads).toBeGreaterThan(0)
    },
  )

  test.skipIf(process.platform === 'win32').each([
    ['user', false],
    ['user', true],
    ['temp', true],
  ])(
    'while the folder %s gives way to a link and comes back; it leads to folders that are alike: %s', // Windows makes links for administrators alone
    { timeout: 120_000 * most },
    async (kind, alike) => {
      const outside = join(folder, `elsewhere-${kind}-${alike}`)
      const app = join(folder, 'storage', `d-${kind}-${alike}`)
      const inner = createFileStore({ folder: app, quota: 100_000, random: randomBytes })
      inner.makeFolder('ttfile://user/a', true)
      const swapped = kind === 'user' ? join(app, 'user') : onlyFolderIn(join(app, 'temp'))
      mkdirSync(outside)
      if (alike) {
        const inIt = readdirSync(swapped, { recursive: true, withFileTypes: true })
        for (const entry of inIt.filter((one) => one.isDirectory())) {
          mkdirSync(join(outside, relative(swapped, join(entry.parentPath, entry.name))))
        }
      }
      for (const name of ['f-a+f', 'f-a+g', 'd-a']) writeFileSync(join(outside, name), 'secret')
      // In folders that are alike an empty one may be made, and nothing in it.
      const before = snapshot(outside, !alike)
      const stop = new Int32Array(new SharedArrayBuffer(4))
      const worker = new Worker(folderSwapper, {
        eval: true,
        workerData: { outside, user: swapped, stop },
      })
      const end = new Promise<void>((resolve, reject) => {
        worker.on('error', reject)
        worker.on('exit', () => resolve())
      })
      onTestFinished(() => worker.terminate().then(() => end))
      const one = 'ttfile://user/a/f'
      const other = 'ttfile://user/a/g'
      const inside = Buffer.from('inside')
      const steps = [
        () => inner.write(one, inside),
        () => {
          // Where nothing is there it would make an empty file.
          inner.stat(one)
          inner.append(one, new Uint8Array())
        },
        () => inner.copyNow(one, other),
        () => inner.rename(other, 'ttfile://user/a/h'),
        () => inner.makeFolder('ttfile://user/b', true),
        () => inner.removeFolder('ttfile://user/b', true),
        async () => inner.saveNow(await inner.add({ name: 'x', data: inside }), one),
        () => expect(Buffer.from(readWhole(inner.open(one))).toString()).toBe('inside'),
        () => inner.remove(one),
      ]
      let done = 0
      let refused = 0
      // Both must be met often, or nothing is shown.
      while (done < enough.done || refused < enough.refused) {
        for (const step of steps) {
          try {
            await step()
            done += 1
          } catch (error) {
            if ((error as Error).name === 'AssertionError') throw error
            // `add` faces the developer, and tells what the system said.
            const { problem, code } = error as { problem?: string; code?: string }
            expect(problem ?? code, String(error)).toBeDefined()
            refused += 1
          }
        }
        await new Promise(setImmediate)
      }
      Atomics.store(stop, 0, 1)
      await end
      await inner.close()
      expect(snapshot(outside, !alike)).toEqual(before)
    },
  )

  test.skipIf(process.platform === 'win32')(
    'a link that stays, in the place of each folder on the way to a temporary file',
    async () => {
      const app = join(folder, 'storage', 'd-tt3')
      const inner = createFileStore({ folder: app, quota: 100_000, random: randomBytes })
      const path = await inner.add({ name: 'x', data: Buffer.from('inside') })
      const file = readdirSync(join(app, 'temp'), { recursive: true, withFileTypes: true }).find(
        (entry) => entry.isFile(),
      )
      for (let place = file!.parentPath; place !== app; place = dirname(place)) {
        const outside = `${place}.outside`
        cpSync(place, outside, { recursive: true })
        renameSync(place, `${place}.aside`)
        symlinkSync(outside, place)
        const before = snapshotOf(outside)
        const denied = (work: () => unknown) =>
          expect(work, place).toThrow(expect.objectContaining({ problem: 'denied' }))
        denied(() => readWhole(inner.open(path)))
        denied(() => inner.stat(path))
        denied(() => inner.saveNow(path, 'ttfile://user/s'))
        expect(snapshotOf(outside)).toEqual(before)
        rmSync(place)
        renameSync(`${place}.aside`, place)
      }
      expect(readWhole(inner.open(path)).byteLength).toBe(6)
      await inner.close()
    },
  )
})

function onlyFolderIn(parent: string): string {
  return join(parent, readdirSync(parent)[0] ?? '')
}

/** Has a link to a folder outside stand in the folder's place for a while, and brings it back. */
const folderSwapper = `
const { workerData: { outside, user, stop } } = require('node:worker_threads')
const { renameSync, rmSync, symlinkSync } = require('node:fs')
for (let round = 0; Atomics.load(stop, 0) === 0; round++) {
  renameSync(user, user + '.aside')
  symlinkSync(outside, user)
  for (let wait = 0; wait < (round % 7) * 300; wait++);
  rmSync(user)
  renameSync(user + '.aside', user)
  for (let wait = 0; wait < (round % 5) * 30000; wait++);
}
`

/** Swaps a saved file for a link to the secret, and back, in a thread of its own. */
const swapper = `
const { workerData: { outside, user, rounds } } = require('node:worker_threads')
const { renameSync, rmSync, symlinkSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const place = join(user, 'f-a+f')
for (let round = 0; round < rounds; round++) {
  const aside = join(user, 'aside' + round)
  symlinkSync(join(outside, 'secret'), aside)
  renameSync(aside, place)
  writeFileSync(aside, 'inside')
  renameSync(aside, place)
}
`

function snapshotOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => `${entry.isFile()} ${join(entry.parentPath, entry.name)}`)
    .sort()
}

/** All that lies outside the sandbox, with its contents. */
function snapshot(root: string, folders = false): Record<string, string> {
  const found: Record<string, string> = {}
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (file.startsWith(join(root, 'storage') + sep)) continue
    if (entry.isFile()) found[file] = readFileSync(file, 'utf8')
    else if (folders) found[file] = 'not a file'
  }
  return found
}
