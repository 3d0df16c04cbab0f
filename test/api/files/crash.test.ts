/**
 * kill -9 while files are saved and written: what lies under a final name is whole, and a file that
 * was being moved is at one of the two places.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHost } from 'tt-anywhere'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bundleLibrary } from '../../helpers/child.js'
import { managerOf, resultOf } from '../../helpers/fileSystem.js'
import { filesBelow } from '../../helpers/files.js'

/** Processes that are killed: hundreds by hand (TT_ANYWHERE_LONG=1), fewer in CI. */
const kills = process.env.TT_ANYWHERE_LONG ? 300 : 30
const size = 1_000_000
const appId = 'tt1'

/** Each file says in its first bytes which one it is; the rest repeats that. */
const script = `
import { writeSync } from 'node:fs'
import { createHost } from './library.mjs'
const [storage, original] = process.argv.slice(2)
const host = createHost({ appId: '${appId}', storage, userQuota: 1e9 })
const fs = host.tt.getFileSystemManager()
const body = (kind, number) => Buffer.alloc(${size}, (kind + number).padEnd(10, '.'))
const save = (tempFilePath, filePath) =>
  new Promise((success, fail) => host.tt.saveFile({ tempFilePath, filePath, success, fail }))
for (let number = 0; ; number += 1) {
  const temp = await host.addFile({ name: 'x', data: body('moved', number) })
  writeSync(1, number + '\\n')
  await save(temp, 'ttfile://user/moved' + number)
  const written = body('wrote', number)
  const data = written.buffer.slice(written.byteOffset, written.byteOffset + ${size})
  fs.writeFileSync('ttfile://user/wrote', data)
  await save(await host.addFile(original), 'ttfile://user/copied')
  fs.copyFileSync('ttfile://user/wrote', 'ttfile://user/copy')
  if (number > 2) fs.unlinkSync('ttfile://user/moved' + (number - 3))
}
`

let folder: string
let library: Awaited<ReturnType<typeof bundleLibrary>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crash-test-'))
  writeFileSync(join(folder, 'original'), content('given', 0))
  library = await bundleLibrary()
  writeFileSync(join(library.file, '..', 'crash.mjs'), script)
})
afterAll(() => {
  library?.remove()
  rmSync(folder, { recursive: true, force: true })
})

test(`${kills} processes are killed`, { timeout: kills * 5_000 }, async () => {
  const storage = join(folder, 'storage')
  const user = join(storage, `d-${appId}`, 'user')
  const temp = join(storage, `d-${appId}`, 'temp')
  let midway = 0
  for (let round = 0; round < kills; round += 1) {
    rmSync(storage, { recursive: true, force: true })
    const last = await killOne(storage)
    const left = filesBelow(temp)
    const final = filesBelow(user)

    for (const file of final) expect(wholeness(file), file).toBe('whole')
    const wanted = content('moved', last)
    const places = [...final, ...left].filter((file) => readFileSync(file).equals(wanted))
    expect(places).toHaveLength(1)
    if (left.length > 0) midway += 1

    const host = createHost({ appId, storage })
    const { fileList } = await resultOf<{ fileList: { filePath: string }[] }>(
      host.tt.getSavedFileList,
    )
    expect(fileList).toHaveLength(final.length)
    for (const { filePath } of fileList) {
      expect(managerOf(host).statSync(filePath)).toMatchObject({ size })
    }
    // What the killed process left goes; the new host has a folder of its own.
    await vi.waitFor(() => expect(readdirSync(temp)).toHaveLength(1), { timeout: 5_000 })
    expect(filesBelow(temp)).toEqual([])
    await host.close()
  }
  // The test would prove nothing if every process were killed between two files.
  expect(midway).toBeGreaterThan(kills / 10)
})

/** Starts a process that saves and writes, and kills it in the midst of it. */
async function killOne(storage: string): Promise<number> {
  const file = join(library.file, '..', 'crash.mjs')
  const child = spawn(process.execPath, [file, storage, join(folder, 'original')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk
      resolve()
    })
    child.on('close', () => resolve())
  })
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
  child.kill('SIGKILL')
  await ended
  expect(errors).toBe('')
  return Number(output.trim().split('\n').at(-1))
}

function content(kind: string, number: number): Buffer {
  return Buffer.alloc(size, `${kind}${number}`.padEnd(10, '.'))
}

function wholeness(file: string): string {
  const found = readFileSync(file)
  if (found.byteLength !== size) return `${found.byteLength} bytes`
  const head = found.subarray(0, 10)
  return found.equals(Buffer.alloc(size, head)) ? 'whole' : 'mixed'
}
