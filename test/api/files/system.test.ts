/**
 * A machine that fails under a call: no permission, no folder, no room, no descriptors. Every call
 * ends once, in an error of its table, and no text has a path of this machine.
 */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileApis, fileErrorRows } from 'tt-anywhere'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleLibrary } from '../../helpers/child.js'
import { noSmallDisk, useSmallDisk } from '../../helpers/smallDisk.js'

/** Runs every call in a child process, whose machine is then spoiled, and prints how each ended. */
const script = `
import * as fs from 'node:fs'
import { join } from 'node:path'
import { createHost } from './library.mjs'
const [condition, storage, given] = process.argv.slice(2)
const own = []
if (condition === 'long') own.push('x'.repeat(300))
if (condition === 'below a file') {
  fs.writeFileSync(join(storage, 'file'), '')
  own.push('file')
}
const host = createHost({
  appId: 'tt1', storage: join(storage, ...own), userQuota: 1e9,
  album: () => [{ name: 'a.png', data: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64') }],
})
const warnings = []
host.on('warning', ({ code, message }) => warnings.push([code, message]))
process.on('uncaughtException', (error) => { console.log(JSON.stringify({ uncaught: String(error) })) })
const tt = host.tt
const manager = tt.getFileSystemManager()
let big = given
let temp = 'ttfile://temp/none'
const early = condition !== 'long' && condition !== 'below a file'
if (early) {
  for (const name of ['a', 'b', 'c']) manager.writeFileSync('ttfile://user/' + name, 'text')
  manager.mkdirSync('ttfile://user/d')
  manager.writeFileSync('ttfile://user/d/e', 'text')
  manager.mkdirSync('ttfile://user/empty')
  temp = await host.addFile({ name: 't', data: 'text' })
  if (given !== '') big = await host.addFile(given)
}
const user = join(storage, 'd-tt1', 'user')
const held = []
if (condition === 'no permission') { fs.chmodSync(user, 0); fs.chmodSync(join(storage, 'd-tt1', 'temp'), 0) }
if (condition === 'read only') { fs.chmodSync(user, 0o500); fs.chmodSync(join(storage, 'd-tt1', 'temp'), 0o500) }
if (condition === 'removed') fs.rmSync(storage, { recursive: true })
if (condition === 'no descriptors') try { for (;;) held.push(fs.openSync(given || process.execPath)) } catch {}
if (condition === 'full') try { for (;;) fs.appendFileSync(join(storage, 'ballast'), Buffer.alloc(512)) } catch {}

const u = 'ttfile://user/'
const data = 'x'.repeat(100_000)
const calls = [
  ['access', [u + 'a']], ['stat', [u + 'd', true]], ['readdir', [u + 'd']],
  ['readFile', [u + 'a', 'utf8']], ['readFile', [temp]], ['readFile', [big]], ['readFile', [big, 'utf8', 0, 10]],
  ['writeFile', [u + 'f', data]], ['writeFile', [u + 'a', data]], ['appendFile', [u + 'b', data]],
  ['truncate', [u + 'c', 100_000]], ['copyFile', [u + 'a', u + 'g']], ['copyFile', [temp, u + 'h']],
  ['rename', [u + 'a', u + 'i']], ['rename', [u + 'd', u + 'j']], ['mkdir', [u + 'k/l', true]],
  ['rmdir', [u + 'empty']], ['rmdir', [u + 'j', true]], ['unlink', [u + 'b']],
  ['saveFile', [temp, u + 'm']],
]
const options = {
  access: ['path'], stat: ['path', 'recursive'], readdir: ['dirPath'],
  readFile: ['filePath', 'encoding', 'position', 'length'], writeFile: ['filePath', 'data'],
  appendFile: ['filePath', 'data'], truncate: ['filePath', 'length'], copyFile: ['srcPath', 'destPath'],
  rename: ['oldPath', 'newPath'], mkdir: ['dirPath', 'recursive'], rmdir: ['dirPath', 'recursive'],
  unlink: ['filePath'], saveFile: ['tempFilePath', 'filePath'],
}
const out = (value) => held.length ? lines.push(value) : console.log(JSON.stringify(value))
const lines = []
const ask = (name, api, values) => new Promise((resolve) => {
  const order = []
  const note = (kind) => (result) => {
    order.push(kind)
    if (kind === 'complete') setImmediate(() => { out({ name, order, ...result, data: undefined }); resolve() })
  }
  try { api({ ...values, success: note('success'), fail: note('fail'), complete: note('complete') }) }
  catch (error) { out({ name, thrown: String(error) }); resolve() }
})
for (const [name, values] of calls) {
  try { manager[name + 'Sync'](...values); out({ name: name + 'Sync', order: ['success', 'complete'], errMsg: name + 'Sync:ok' }) }
  catch (error) { out({ name: name + 'Sync', order: ['fail', 'complete'], errMsg: error.message, errorCode: error.errorCode, errorType: error.errorType }) }
  await ask(name, manager[name], Object.fromEntries(values.map((value, index) => [options[name][index], value])))
}
await ask('getSavedFileList', tt.getSavedFileList, {})
await ask('removeSavedFile', tt.removeSavedFile, { filePath: u + 'c' })
await ask('getFileInfo', tt.getFileInfo, { filePath: u + 'c' })
await ask('chooseImage', tt.chooseImage, {})
for (const one of held) fs.closeSync(one)
held.length = 0
for (const line of lines) console.log(JSON.stringify(line))
console.log(JSON.stringify({ warnings }))
// It tells a folder that it may not remove.
await host.close().catch(() => {})
`

interface Ended {
  readonly name: string
  readonly order: string[]
  readonly errMsg: string
  readonly errorCode?: number
  readonly errorType?: string
}

let library: Awaited<ReturnType<typeof bundleLibrary>>
let folder: string

beforeAll(async () => {
  library = await bundleLibrary()
  folder = mkdtempSync(join(tmpdir(), 'system-test-'))
  writeFileSync(join(dirname(library.file), 'system.mjs'), script)
  // The child may run as somebody else.
  for (const open of [dirname(library.file), folder]) chmodSync(open, 0o777)
})
afterAll(() => {
  library?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const isRoot = process.getuid?.() === 0
const isWindows = process.platform === 'win32'
/** Its reads fail with EINVAL, which no table of errors has. */
const unreadable = '/sys/class/net/lo/speed'
/** A small disk of its own, which the test fills up. */
const smallDisk = noSmallDisk === undefined ? useSmallDisk() : () => ''

async function run(condition: string, given = ''): Promise<[Ended[], [string, string][]]> {
  const storage = mkdtempSync(join(condition === 'full' ? smallDisk() : folder, 'storage-'))
  chmodSync(storage, 0o777)
  const child = spawn(
    process.execPath,
    [join(dirname(library.file), 'system.mjs'), condition, storage, given],
    // root may do everything: the permissions that are taken away would change nothing.
    { stdio: ['ignore', 'pipe', 'inherit'], ...(isRoot && { uid: 65534, gid: 65534 }) },
  )
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  await new Promise((resolve) => child.on('close', resolve))
  rmSync(storage, { recursive: true, force: true })
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.filter((line) => line.uncaught !== undefined)).toEqual([])
  return [
    lines.filter((line) => line.name !== undefined),
    lines.find((line) => line.warnings !== undefined)?.warnings ?? [],
  ]
}

const patterns = Object.entries(fileErrorRows)
  .filter(([name]) => name !== 'strict' && name !== 'internal')
  .map(([, { detail }]) => {
    const parts = detail.split('%s').map((part) => part.replace(/[^\w ]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`)
  })

function check(ended: readonly Ended[]) {
  expect(ended.map(({ name }) => name)).toContain('chooseImage')
  for (const one of ended) {
    const about = JSON.stringify(one)
    expect(one.errMsg, about).toMatch(new RegExp(`^${one.name}:(ok$|fail .)`))
    const failed = one.errMsg.includes(':fail ')
    expect(one.order, about).toEqual([failed ? 'fail' : 'success', 'complete'])
    expect(one.errMsg, about).not.toMatch(/E[A-Z]{3,}|ERR_|storage-|\/(tmp|sys|home|private)\b|\\/)
    if (!failed || one.name === 'chooseImage') continue
    const detail = one.errMsg.slice(`${one.name}:fail `.length)
    expect(
      patterns.some((pattern) => pattern.test(detail)),
      about,
    ).toBe(true)
    const api = fileApis[one.name as keyof typeof fileApis]
    expect([api.number, 1617], about).toContain(Math.floor((one.errorCode ?? 0) / 100))
    expect(one.errorType, about).toMatch(/^[DF]$/)
  }
}

test.skipIf(isWindows).each(['no permission', 'read only', 'removed', 'below a file', 'long'])(
  'storage: %s',
  async (condition) => {
    const [ended, warnings] = await run(condition)
    check(ended)
    expect(ended.filter(({ errMsg }) => errMsg.includes(':fail ')).length).toBeGreaterThan(10)
    if (condition === 'no permission') {
      const told = ended.filter(
        ({ name, errMsg }) => /Sync$/.test(name) && !/required$/.test(errMsg),
      )
      for (const { errMsg } of told) expect(errMsg).toMatch(/Sync:fail permission denied, \w+Sync /)
    }
    // The developer learns which folder it is.
    const told = warnings.filter(([code]) => code === 'file-system').map(([, text]) => text)
    expect(told.join()).toMatch(/E[A-Z]{3,}/)
    expect(told.join()).toContain('storage-')
  },
)

test.skipIf(isWindows)('no descriptors are left', async () => {
  const [ended, warnings] = await run('no descriptors')
  check(ended)
  expect(ended.find(({ name }) => name === 'readFileSync')).toMatchObject({
    errMsg: 'readFileSync:fail operation fail',
    errorCode: 108391,
  })
  expect(JSON.stringify(warnings)).toContain('EMFILE')
})

test.skipIf(!existsSync(unreadable))('reading fails for a reason that no table has', async () => {
  const [ended, warnings] = await run('unreadable', unreadable)
  check(ended)
  expect(
    ended.filter(({ errMsg }) => errMsg.endsWith('operation fail')).map(({ name }) => name),
  ).toEqual(['readFileSync', 'readFile', 'readFileSync', 'readFile'])
  expect(JSON.stringify(warnings)).toContain('EINVAL')
})

test.skipIf(noSmallDisk)('the disk is full', async () => {
  const [ended, warnings] = await run('full')
  check(ended)
  expect(ended.find(({ name }) => name === 'writeFileSync')).toMatchObject({
    errMsg: 'writeFileSync:fail operation fail',
    errorCode: 108491,
  })
  expect(JSON.stringify(warnings)).toContain('ENOSPC')
})
