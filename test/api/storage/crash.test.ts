/**
 * kill -9 while values are kept, processes that write at once, and a disk that is full: each key has
 * its old value or its new one, whole, and none is lost.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createHost, type Host } from 'tt-anywhere'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleLibrary } from '../../helpers/child.js'

/** Processes that are killed: hundreds by hand (TT_ANYWHERE_LONG=1), fewer in CI. */
const kills = process.env.TT_ANYWHERE_LONG ? 300 : 20
const appId = 'tt1'
const size = 900_000

/** The child's ways; the first argument names one. */
const script = `
import { writeSync } from 'node:fs'
import { createHost } from './library.mjs'
const [mode, storage, name, count] = process.argv.slice(2)
const { tt } = createHost({ appId: '${appId}', storage })
const tell = (text) => writeSync(1, text + '\\n')
if (mode === 'loop') {
  for (let number = 0; ; number += 1) {
    tell(number)
    const text = String(number).padEnd(10, '.').repeat(${size / 10})
    tt.setStorageSync('big', { number, text, at: new Date(number) })
    tt.setStorageSync('x'.repeat(300), number)
    tt.setStorageSync('gone', text)
    tt.removeStorageSync('gone')
  }
}
if (mode === 'many') {
  for (let number = 0; number < Number(count); number += 1) {
    tt.setStorageSync(name + number, number)
    tt.setStorageSync('shared', name.repeat(1000))
    const shared = tt.getStorageSync('shared')
    if (!/^(a+|b+)$/.test(shared) || shared.length !== 1000) tell('torn: ' + shared)
  }
}
if (mode === 'large') {
  try {
    tt.setStorageSync('key', 'x'.repeat(200_000))
    tell('kept')
  } catch ({ errMsg, errorCode }) {
    tell(errorCode + ' ' + errMsg)
  }
}
`

let folder: string
let library: Awaited<ReturnType<typeof bundleLibrary>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'storage-crash-test-'))
  library = await bundleLibrary()
  writeFileSync(child(), script)
})
afterAll(() => {
  library?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const child = () => join(library.file, '..', 'storage.mjs')
const valuesIn = (storage: string) => join(storage, `d-${appId}`, 'values')

test(`${kills} processes and more are killed`, { timeout: kills * 10_000 }, async () => {
  const storage = join(folder, 'killed')
  let midway = 0
  // It would prove nothing if every process were killed between two writes.
  for (let round = 0; round < kills || (midway < 3 && round < 10 * kills); round += 1) {
    rmSync(storage, { recursive: true, force: true })
    const last = await killOne(storage)
    const left = readdirSync(valuesIn(storage), { recursive: true })
    if (left.some((name) => basename(String(name)) === 'text')) midway += 1
    await withHost(storage, ({ tt }) => {
      const big = tt.getStorageSync<{ number: number; text: string; at: Date }>('big')
      // The child told a number before it kept it.
      const numbers = [last - 1, last]
      expect(numbers).toContain(big.number)
      expect(big).toEqual({
        number: big.number,
        text: String(big.number)
          .padEnd(10, '.')
          .repeat(size / 10),
        at: new Date(big.number),
      })
      expect(numbers).toContain(tt.getStorageSync('x'.repeat(300)))
      const gone = tt.getStorageSync<string>('gone')
      expect(['', size]).toContain(gone === '' ? gone : gone.length)
      // What was being written counts for nothing.
      const { keys } = tt.getStorageInfoSync()
      expect(keys.filter((key) => key !== 'gone')).toEqual(['big', 'x'.repeat(300)])
    })
  }
  expect(midway).toBeGreaterThanOrEqual(3)
})

test('two processes write at once', { timeout: 60_000 }, async () => {
  const storage = join(folder, 'shared')
  const count = 150
  const ended = await Promise.all(
    ['a', 'b'].map((name) => run(process.execPath, ['many', storage, name, String(count)])),
  )
  expect(ended).toEqual([
    { code: 0, lines: [], errors: '' },
    { code: 0, lines: [], errors: '' },
  ])
  await withHost(storage, ({ tt }) => {
    expect(tt.getStorageInfoSync().keys).toHaveLength(2 * count + 1)
    for (let number = 0; number < count; number += 1) {
      expect(tt.getStorageSync(`a${number}`)).toBe(number)
      expect(tt.getStorageSync(`b${number}`)).toBe(number)
    }
  })
  expect(readdirSync(valuesIn(storage)).filter((name) => name.startsWith('a-'))).toEqual([])
})

describe.runIf(process.platform !== 'win32')('a file system that takes no more', () => {
  test('fails, keeps the old value, and leaves nothing behind', async () => {
    const storage = join(folder, 'full')
    await withHost(storage, ({ tt }) => tt.setStorageSync('key', 'before'))
    const limited = 'ulimit -f 8; exec "$0" "$@"'
    const ended = await run('sh', ['large', storage], ['-c', limited, process.execPath])
    expect(ended).toEqual({
      code: 0,
      lines: ['100603 setStorageSync:fail set storage fail'],
      errors: expect.stringMatching(/setStorageSync: the machine's file system failed: EFBIG/),
    })
    await withHost(storage, ({ tt }) => expect(tt.getStorageSync('key')).toBe('before'))
    expect(readdirSync(valuesIn(storage))).toEqual(['f-key'])
  })
})

async function withHost(storage: string, use: (host: Host) => void): Promise<void> {
  const host = createHost({ appId, storage })
  try {
    use(host)
  } finally {
    await host.close()
  }
}

/** Runs the child to its end. */
async function run(command: string, args: string[], before: string[] = []) {
  const started = spawn(command, [...before, child(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  started.stdout.on('data', (chunk) => {
    output += chunk
  })
  started.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const code = await new Promise((resolve) => started.on('close', resolve))
  return { code, lines: output.split('\n').filter((line) => line !== ''), errors }
}

/** Starts a process that keeps values, kills it in the midst of it, and tells its last number. */
async function killOne(storage: string): Promise<number> {
  const started = spawn(process.execPath, [child(), 'loop', storage], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  started.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const ended = new Promise((resolve) => started.on('close', resolve))
  await new Promise<void>((resolve) => {
    started.stdout.on('data', (chunk) => {
      output += chunk
      if (/^1$/m.test(output)) resolve()
    })
    started.on('close', () => resolve())
  })
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
  started.kill('SIGKILL')
  await ended
  expect(errors).toBe('')
  return Number(output.trim().split('\n').at(-1))
}
