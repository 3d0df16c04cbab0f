/**
 * What several hosts and processes share: the folder of saved files, its quota, and what a crash left.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
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
import { ownMark, sweepWorkFolders } from '../../../src/host/node/files/workFolder.js'
import { bundleLibrary, runScript } from '../../helpers/child.js'

/** Processes that are killed while they rename: hundreds by hand (TT_ANYWHERE_LONG=1). */
const renames = process.env.TT_ANYWHERE_LONG ? 200 : 20

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

/** Two processes that do the same to one folder, until both are done. */
async function twoProcesses(script: string): Promise<string[]> {
  const library = await bundleLibrary()
  const both = await Promise.all(
    [1, 2].map((id) =>
      runScript(
        library.file,
        `import { createHost } from './library.mjs'
        const host = createHost({ appId: 'tt1', storage: ${JSON.stringify(folder)} })
        const fs = host.tt.getFileSystemManager()
        const id = ${id}
        ${script}
        await host.close()`,
        60_000,
      ),
    ),
  )
  library.remove()
  for (const { code, errors } of both) expect({ code, errors }).toEqual({ code: 0, errors: '' })
  return both.flatMap(({ lines }) => lines)
}

test('who reads while another process writes gets the old or the new, whole', async () => {
  const lines = await twoProcesses(`
    fs.writeFileSync('ttfile://user/a', String(id).repeat(1000))
    for (let round = 0; round < 500; round++) {
      if (id === 1) fs.writeFileSync('ttfile://user/a', '1'.repeat(1000))
      const text = fs.readFileSync('ttfile://user/a', 'utf8')
      if (!/^(1{1000}|2{1000})$/.test(text)) console.log('torn')
    }
  `)
  expect(lines).toEqual([])
}, 60_000)

test('what two processes append is all there', async () => {
  await twoProcesses(`
    for (let round = 0; round < 200; round++) fs.appendFileSync('ttfile://user/log', id + ' ' + round + '\\n')
  `)
  const text = readFileSync(join(folder, 'd-tt1', 'user', 'f-log'), 'utf8')
  expect(new Set(text.trim().split('\n')).size).toBe(400)
}, 60_000)

test('a file and a folder never have one name', async () => {
  await twoProcesses(`
    for (let round = 0; round < 100; round++) {
      try {
        if (id === 1) fs.mkdirSync('ttfile://user/' + round)
        else fs.writeFileSync('ttfile://user/' + round, 'x')
      } catch {}
    }
  `)
  const names = readdirSync(join(folder, 'd-tt1', 'user')).filter((name) => /^[fd]-/.test(name))
  expect(names).toHaveLength(100)
  expect(new Set(names.map((name) => name.slice(2))).size).toBe(100)
}, 60_000)

test('a folder is renamed whole, also by a process that is killed in the midst of it', async () => {
  const library = await bundleLibrary()
  const script = join(library.file, '..', 'rename.mjs')
  writeFileSync(
    script,
    `import { writeSync } from 'node:fs'
    import { createHost } from './library.mjs'
    const host = createHost({ appId: 'tt1', storage: ${JSON.stringify(folder)} })
    const fs = host.tt.getFileSystemManager()
    const there = (name) => fs.readdirSync('ttfile://user').includes(name)
    let [from, to] = there('one') ? ['one', 'two'] : ['two', 'one']
    if (!there(from)) {
      fs.mkdirSync('ttfile://user/two')
      for (let file = 0; file < 60; file++) fs.writeFileSync('ttfile://user/two/' + file, 'x')
    }
    writeSync(1, 'ready')
    for (;;) {
      fs.renameSync('ttfile://user/' + from, 'ttfile://user/' + to)
      ;[from, to] = [to, from]
    }`,
  )
  const user = join(folder, 'd-tt1', 'user')
  let torn = 0
  // It would prove nothing if no process were killed between two files.
  for (let round = 0; round < renames || (torn === 0 && round < 10 * renames); round += 1) {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    // On a busy machine it takes longer until it renames.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * (20 + round)))
    child.kill('SIGKILL')
    await once(child, 'close')
    const places = new Set(
      readdirSync(user).flatMap((name) => /^f-(one|two)\+/.exec(name)?.[1] ?? []),
    )
    if (places.size > 1 || existsSync(join(folder, 'd-tt1', 'moves'))) torn += 1
    const store = createFileStore({
      folder: join(folder, 'd-tt1'),
      quota: 1e6,
      random: randomBytes,
    })
    const [name, more] = store.list('ttfile://user')
    expect(more).toBeUndefined()
    expect(store.list(`ttfile://user/${name}`)).toHaveLength(60)
    await store.close()
  }
  library.remove()
  expect(torn).toBeGreaterThan(0)
}, 300_000)

test.skipIf(process.platform === 'win32')(
  'a folder that may be listed and not entered is left as it is',
  async () => {
    const temp = join(folder, 'temp')
    mkdirSync(join(temp, '0123abcd-1-x'), { recursive: true })
    chmodSync(folder, 0o755)
    chmodSync(temp, 0o444)
    const isRoot = process.geteuid?.() === 0
    // root may do everything.
    if (isRoot) process.seteuid?.(65534)
    try {
      expect(readdirSync(temp)).toHaveLength(1)
      expect(() => statSync(join(temp, '0123abcd-1-x'))).toThrow('EACCES')
      await sweepWorkFolders(temp, '')
    } finally {
      if (isRoot) process.seteuid?.(0)
      chmodSync(temp, 0o700)
    }
    expect(readdirSync(temp)).toHaveLength(1)
  },
)

test('what a machine of another name left goes when it has been silent for long', async () => {
  const mark = ownMark().replace(/^\w+/, '0123abcd')
  const [long, just] = [`${mark}long`, `${mark}just`].map((name) => join(folder, 'temp', name))
  for (const name of [long!, just!]) mkdirSync(name, { recursive: true })
  const before = new Date(Date.now() - 10 * 60_000)
  utimesSync(long!, before, before)
  const store = createFileStore({ folder, quota: 1000, random: randomBytes })
  await vi.waitFor(() => expect(readdirSync(join(folder, 'temp'))).toEqual([`${mark}just`]))
  await store.close()
})
