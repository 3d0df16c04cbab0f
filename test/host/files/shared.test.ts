/**
 * What several hosts and processes share: the folder of saved files, its quota, and what a crash left.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { whileLocked } from '../../../src/host/node/files/lock.js'
import { createFileStore } from '../../../src/host/node/files/store.js'
import { ownMark } from '../../../src/host/node/files/workFolder.js'
import { bundleLibrary } from '../../helpers/child.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shared-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The mark of a process that was there and is no more. */
async function deadMark(): Promise<string> {
  const child = spawn(process.execPath, ['-e', ''])
  await new Promise((resolve) => child.on('close', resolve))
  return ownMark().replace(`-${process.pid}-`, `-${child.pid}-`)
}

const workers = 3
const rounds = 150
const quota = 100_000

/** Each overwrites a file of its own that is small: all fit, and two that grow at once do not. */
const writer = `
import { workerData, parentPort } from 'node:worker_threads'
import { createHost } from './library.mjs'
const { storage, index, barrier, workers, rounds } = workerData
const host = createHost({ appId: 'tt1', storage, userQuota: ${quota} })
const fs = host.tt.getFileSystemManager()
const counts = new Int32Array(barrier)
const wait = (step) => {
  Atomics.add(counts, 0, 1)
  while (Atomics.load(counts, 0) < step * workers) Atomics.wait(counts, 1, 0, 1)
}
let step = 0
let grown = 0
for (let round = 0; round < rounds; round++) {
  fs.writeFileSync('ttfile://user/' + index, new ArrayBuffer(1000))
  wait(++step)
  try {
    fs.writeFileSync('ttfile://user/' + index, new ArrayBuffer(60000))
    grown++
  } catch {}
  wait(++step)
  const sum = fs.readdirSync('ttfile://user').reduce((all, name) => all + fs.statSync('ttfile://user/' + name).size, 0)
  parentPort.postMessage({ sum })
  wait(++step)
}
parentPort.postMessage({ grown })
await host.close()
`

test('files that grow at the same moment never take more than the quota', async () => {
  const library = await bundleLibrary()
  const script = join(library.file, '..', 'writer.mjs')
  writeFileSync(script, writer)
  const barrier = new SharedArrayBuffer(8)
  const sums: number[] = []
  let grown = 0
  await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const workerData = { storage: folder, index, barrier, workers, rounds }
      const worker = new Worker(script, { workerData })
      worker.on('message', (message) => {
        if (message.sum !== undefined) sums.push(message.sum)
        else grown += message.grown
      })
      return new Promise<void>((resolve, reject) => {
        worker.on('error', reject)
        worker.on('exit', () => resolve())
      })
    }),
  )
  library.remove()
  expect(sums).toHaveLength(workers * rounds)
  expect(Math.max(...sums)).toBeLessThanOrEqual(quota)
  // One finds room in each round: nobody is refused for what is not there.
  expect(grown).toBe(rounds)
  expect(readdirSync(join(folder, 'd-tt1', 'user')).sort()).toEqual(['f-0', 'f-1', 'f-2'])
}, 60_000)

test('the lock of a process that was killed is taken over at once', async () => {
  const lock = join(folder, 'lock')
  writeFileSync(lock, await deadMark())
  const start = performance.now()
  expect(whileLocked(lock, join(folder, 'aside'), () => 'done')).toBe('done')
  expect(performance.now() - start).toBeLessThan(1_000)
  expect(readdirSync(folder)).toEqual([])
})

test('a lock that nobody lets go is taken over in the end, and one that changes hands is not', () => {
  const lock = join(folder, 'lock')
  writeFileSync(lock, 'of another machine')
  const start = performance.now()
  expect(whileLocked(lock, join(folder, 'aside'), () => existsSync(lock))).toBe(true)
  expect(performance.now() - start).toBeGreaterThan(1_000)
  expect(readdirSync(folder)).toEqual([])
})

test('what fails under the lock lets it go', () => {
  const lock = join(folder, 'lock')
  const fail = () => {
    throw new Error('no')
  }
  expect(() => whileLocked(lock, join(folder, 'aside'), fail)).toThrow('no')
  expect(existsSync(lock)).toBe(false)
})

test('what a crash left goes when the next host is made, before anything is done in it', async () => {
  const temp = join(folder, 'temp')
  const user = join(folder, 'user')
  const dead = await deadMark()
  mkdirSync(join(temp, `${dead}x`), { recursive: true })
  writeFileSync(join(temp, `${dead}x`, 'half'), 'half')
  mkdirSync(join(user, `a-${dead}x`), { recursive: true })
  writeFileSync(join(user, 'f-kept'), 'kept')
  mkdirSync(join(temp, `${ownMark()}mine`))
  const store = createFileStore({ folder, quota: 1000, random: randomBytes })
  await vi.waitFor(() => {
    expect(readdirSync(temp)).toEqual([`${ownMark()}mine`])
    expect(readdirSync(user)).toEqual(['f-kept'])
  })
  await store.close()
})

test('so does what was left under the number that this process has', async () => {
  const work = join(folder, 'temp', `${ownMark()}old`)
  mkdirSync(work, { recursive: true })
  const before = new Date(Date.now() - process.uptime() * 1_000 - 60_000)
  utimesSync(work, before, before)
  // Where the system lets nobody set when a folder was made, the time of its last change tells.
  expect(statSync(work).mtimeMs).toBeLessThan(Date.now() - 60_000)
  const store = createFileStore({ folder, quota: 1000, random: randomBytes })
  await vi.waitFor(() => expect(readdirSync(join(folder, 'temp'))).toEqual([]))
  await store.close()
})
