/**
 * Section 12 of the specification: the APIs of files. Every error of theirs is in
 * test/api/files/errors.test.ts, crashes are in test/api/files/crash.test.ts.
 */
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import type { FileSystemManager, GetFileInfoResult, Host, Stat, Warning } from 'tt-anywhere'
import { createHost } from 'tt-anywhere'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { failureOf, resultOf, thrownBy } from '../helpers/fileSystem.js'
import { sparseFile } from '../helpers/files.js'
import { startHost } from '../helpers/host.js'
import { failureOf as uploadFailure } from '../helpers/upload.js'

const file = 'ttfile://user/file.txt'
const other = 'ttfile://user/other.txt'
const folder = 'ttfile://user/folder'

let host: Host
let manager: FileSystemManager

beforeEach(() => {
  host = startHost()
  manager = host.tt.getFileSystemManager()
  manager.mkdirSync(folder)
  manager.writeFileSync(file, 'hello')
})

function machineFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'files-test-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** The files that this process holds open, where the system tells. */
function heldOpen(): string[] {
  return readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`)
    } catch {
      return '' // closed since it was listed
    }
  })
}

const text = (path: string) => manager.readFileSync(path, 'utf8')
const seconds = () => Math.floor(Date.now() / 1000)

describe('on tt itself', () => {
  test('[12.1] saveFile: under a name, or under a random one', async () => {
    const tempFilePath = await host.addFile({ name: 'Photo.JPG', data: 'photo' })
    const result = await resultOf(host.tt.saveFile, { tempFilePath })
    expect(result).toEqual({
      errMsg: 'saveFile:ok',
      savedFilePath: expect.stringMatching(/^ttfile:\/\/user\/[0-9a-f]{24}\.jpg$/),
    })
    const named = await host.addFile({ name: 'a', data: 'a' })
    expect(await resultOf(host.tt.saveFile, { tempFilePath: named, filePath: other })).toEqual({
      errMsg: 'saveFile:ok',
      savedFilePath: other,
    })
    expect(text(other)).toBe('a')
    const last = await host.addFile({ name: 'b', data: 'b' })
    expect(manager.saveFileSync(last, other)).toBe(other)
    expect(text(other)).toBe('b')
  })

  test('[12.2] getSavedFileList', async () => {
    manager.writeFileSync(`${folder}/inner.txt`, 'inner')
    await host.addFile({ name: 'temporary', data: 'x' })
    const { errMsg, fileList } = await resultOf<{
      errMsg: string
      fileList: { filePath: string; createTime: number; size: number }[]
    }>(host.tt.getSavedFileList)
    expect(errMsg).toBe('getSavedFileList:ok')
    const time = expect.toSatisfy((at) => Number.isInteger(at) && Math.abs(at - seconds()) <= 2)
    expect(fileList.sort((a, b) => a.size - b.size || (a.filePath < b.filePath ? -1 : 1))).toEqual([
      { filePath: file, createTime: time, size: 5 },
      { filePath: `${folder}/inner.txt`, createTime: time, size: 5 },
    ])
  })

  test('[12.2] getSavedFileList without options does nothing wrong', () => {
    ;(host.tt.getSavedFileList as () => void)()
  })

  test('[12.2] createTime is when the file was saved, not when it was made', async () => {
    const original = join(machineFolder(), 'old')
    writeFileSync(original, 'old')
    utimesSync(original, 1_000_000, 1_000_000)
    const savedFilePath = manager.saveFileSync(await host.addFile(original))
    const { fileList } = await resultOf<{ fileList: { filePath: string; createTime: number }[] }>(
      host.tt.getSavedFileList,
    )
    const found = fileList.find(({ filePath }) => filePath === savedFilePath)
    expect(Math.abs((found?.createTime ?? 0) - seconds())).toBeLessThanOrEqual(2)
  })

  test('[12.2] createTime of what lay in temp for a while', async () => {
    const tempFilePath = await host.addFile({ name: 'x', data: 'x' })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const before = seconds()
    const saved = manager.saveFileSync(tempFilePath)
    expect((manager.statSync(saved) as Stat).lastModifiedTime).toBeGreaterThanOrEqual(before)
  })

  test('[12.3] removeSavedFile', async () => {
    expect(await resultOf(host.tt.removeSavedFile, { filePath: file })).toEqual({
      errMsg: 'removeSavedFile:ok',
    })
    expect(manager.readdirSync('ttfile://user')).toEqual(['folder'])
  })

  test.each([
    [undefined, 'md5'],
    ['md5', 'md5'],
    ['sha1', 'sha1'],
  ])('[12.4] getFileInfo, digestAlgorithm %s', async (digestAlgorithm, algorithm) => {
    const data = randomBytes(3_000_001)
    const temp = await host.addFile({ name: 'x', data })
    const digest = createHash(algorithm).update(data).digest('hex')
    const result = await resultOf(host.tt.getFileInfo, { filePath: temp, digestAlgorithm })
    expect(result).toEqual({ errMsg: 'getFileInfo:ok', size: data.byteLength, digest })
    const saved = manager.saveFileSync(temp)
    expect(await resultOf(host.tt.getFileInfo, { filePath: saved, digestAlgorithm })).toEqual(
      result,
    )
    manager.writeFileSync(other, '')
    const empty = await resultOf(host.tt.getFileInfo, { filePath: other, digestAlgorithm })
    expect(empty.digest).toBe(createHash(algorithm).digest('hex'))
  })

  test('[12.5] getFileInfo takes sha256 too, and warns', async () => {
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    const { digest } = await resultOf<GetFileInfoResult>(host.tt.getFileInfo, {
      filePath: file,
      digestAlgorithm: 'sha256',
    })
    expect(digest).toBe(createHash('sha256').update('hello').digest('hex'))
    expect(warnings.map(({ code, api }) => [code, api])).toEqual([
      ['option-unknown', 'getFileInfo'],
    ])
  })

  test('[12.5] a big file is not held in memory', { timeout: 60_000 }, async () => {
    const original = join(machineFolder(), 'big')
    writeFileSync(original, '')
    truncateSync(original, 400 * 1024 * 1024)
    const filePath = await host.addFile(original)
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    let looks = 0
    const watch = setInterval(() => {
      looks += 1
      // What was garbage before may go meanwhile: less than nothing tells nothing.
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }, 5)
    await resultOf(host.tt.getFileInfo, { filePath })
    clearInterval(watch)
    expect(looks).toBeGreaterThan(3)
    expect(most).toBeLessThan(20 * 1024 * 1024)
  })

  test('[12.28] env', () => {
    expect(host.tt.env).toEqual({ USER_DATA_PATH: 'ttfile://user', VERSION: 'development' })
    expect(startHost({ envType: 'production' }).tt.env.VERSION).toBe('production')
    expect(() => Object.assign(host.tt.env, { VERSION: 'x' })).toThrow(TypeError)
  })

  test('[12.47] canIUse', () => {
    const { canIUse } = host.tt
    for (const name of Object.keys(host.tt)) expect(canIUse(name)).toBe(true)
    expect(canIUse('canIUse')).toBe(true)
    expect(canIUse('saveFile.object.tempFilePath')).toBe(true)
    expect(canIUse('UploadTask.abort')).toBe(true)
    expect(canIUse('FileSystemManager.readFile')).toBe(true)
    expect(canIUse('Stats.isDirectory')).toBe(true)
    const absent = ['createVideoContext', 'VideoContext.play', 'swiper', 'text.selectable', '']
    for (const name of [...absent, 'toString', 'constructor', '__proto__', '.uploadFile']) {
      expect(canIUse(name)).toBe(false)
    }
    const wrong = [undefined, null, 7, {}, ['uploadFile']] as unknown as string[]
    for (const schema of wrong) expect(canIUse(schema)).toBe(false)
  })

  test('[12.29] getEnvInfoSync', () => {
    const { tt } = startHost({ appId: 'tt42', version: '1.2.3', envType: 'preview' })
    expect(tt.getEnvInfoSync()).toEqual({
      microapp: { mpVersion: '1.2.3', envType: 'preview', appId: 'tt42' },
      plugin: {},
      common: { USER_DATA_PATH: 'ttfile://user' },
    })
    tt.getEnvInfoSync().microapp.appId = 'changed'
    expect(tt.getEnvInfoSync().microapp.appId).toBe('tt42')
    expect(startHost().tt.getEnvInfoSync().microapp).toEqual({
      mpVersion: '0.0.0',
      envType: 'development',
      appId: 'tt0000000000000000',
    })
  })
})

describe('the manager', () => {
  test('[12.6] one and the same plain object, whose methods need no this', async () => {
    expect(host.tt.getFileSystemManager()).toBe(manager)
    expect(startHost().tt.getFileSystemManager()).not.toBe(manager)
    expect(Object.getPrototypeOf(manager)).toBe(Object.prototype)
    const { readFileSync, access, ...rest } = { ...manager }
    expect(readFileSync(file, 'utf8')).toBe('hello')
    await resultOf(access, { path: file })
    for (const [name, method] of Object.entries(rest)) expect(method, name).toBeTypeOf('function')
    expect(manager.saveFile).toBe(host.tt.saveFile)
  })

  test('[12.30] has no unzip', () => {
    expect('unzip' in manager).toBe(false)
  })

  test('[12.7] access', async () => {
    const temp = await host.addFile({ name: 'x', data: 'x' })
    for (const path of [file, folder, 'ttfile://user', 'ttfile://user/', 'ttfile://temp', temp]) {
      expect(await resultOf(manager.access, { path })).toEqual({ errMsg: 'access:ok' })
      expect(manager.accessSync(path)).toBeUndefined()
    }
  })

  test('[12.8] stat', async () => {
    const { errMsg, stat, stats } = await resultOf<{ errMsg: string; stat: Stat; stats: Stat }>(
      manager.stat,
      { path: file },
    )
    expect(errMsg).toBe('stat:ok')
    expect(stats).toBe(stat)
    for (const one of [stat, manager.statSync(file) as Stat]) {
      expect(one).toMatchObject({ mode: '33152', size: 5 })
      expect([one.isFile(), one.isDirectory()]).toEqual([true, false])
      for (const time of [one.lastAccessedTime, one.lastModifiedTime]) {
        expect(Number.isInteger(time)).toBe(true)
        expect(Math.abs(time - seconds())).toBeLessThanOrEqual(2)
      }
    }
    const { isFile, isDirectory, ...of } = manager.statSync(folder) as Stat
    expect(of).toMatchObject({ mode: '16832', size: 0 })
    expect([isFile(), isDirectory()]).toEqual([false, true])
  })

  test('[12.9] stat with recursive', async () => {
    manager.mkdirSync(`${folder}/deep`)
    manager.writeFileSync(`${folder}/deep/a`, 'a')
    manager.writeFileSync(`${folder}/b`, 'bb')
    const { stat, stats } = await resultOf<{ stat: Stat; stats: { path: string; stat: Stat }[] }>(
      manager.stat,
      { path: `${folder}/`, recursive: true },
    )
    const told = stats.map(({ path, stat }) => [path, stat.isDirectory() ? 'folder' : stat.size])
    expect(told).toEqual([
      ['/', 'folder'],
      ['/b', 2],
      ['/deep', 'folder'],
      ['/deep/a', 1],
    ])
    expect(stat.isDirectory()).toBe(true)
    const one = manager.statSync(file, true) as Stat
    expect(one.isFile()).toBe(true)
    manager.rmdirSync(folder, true)
    manager.mkdirSync(folder)
    expect(Array.isArray(manager.statSync(folder, true))).toBe(false)
    expect(Array.isArray(manager.statSync('ttfile://user', true))).toBe(true)
    await host.addFile({ name: 'x', data: 'x' })
    expect(manager.statSync('ttfile://temp', true)).toHaveLength(3)
  })

  const encodings = [
    ...(['ascii', 'base64', 'binary', 'hex', 'ucs2', 'ucs-2'] as const),
    ...(['utf16le', 'utf-16le', 'utf8', 'utf-8', 'latin1'] as const),
  ]
  test.each(encodings)('[12.10] [12.12] readFile and writeFile as %s', async (encoding) => {
    const bytes = Buffer.from('Grüße, 你好 😀!', encoding === 'base64' ? 'utf8' : encoding)
    const expected = bytes.toString(encoding)
    manager.writeFileSync(other, new Uint8Array(bytes).buffer)
    expect(await resultOf(manager.readFile, { filePath: other, encoding })).toEqual({
      errMsg: 'readFile:ok',
      data: expected,
    })
    expect(manager.readFileSync(other, encoding)).toBe(expected)
    manager.writeFileSync(other, expected, encoding)
    expect(Buffer.from(manager.readFileSync(other))).toEqual(Buffer.from(expected, encoding))
    await resultOf(manager.writeFile, { filePath: file, data: expected, encoding })
    expect(manager.readFileSync(file, encoding)).toBe(expected)
  })

  test('[12.10] readFile without an encoding', async () => {
    const { data } = await resultOf<{ data: ArrayBuffer }>(manager.readFile, { filePath: file })
    expect(data).toBeInstanceOf(ArrayBuffer)
    expect(Buffer.from(data).toString()).toBe('hello')
    expect(Buffer.from(manager.readFileSync(file)).toString()).toBe('hello')
    expect(manager.readFileSync(file)).toBeInstanceOf(ArrayBuffer)
    const temp = await host.addFile({ name: 'x', data: 'temporary' })
    expect(manager.readFileSync(temp, 'utf8')).toBe('temporary')
    manager.writeFileSync(other, '')
    expect(manager.readFileSync(other).byteLength).toBe(0)
  })

  test('[12.11] position and length', async () => {
    const read = async (position?: number | null, length?: number | null) => {
      const options = { filePath: file, encoding: 'utf8', position, length }
      const { data } = await resultOf<{ data: string }>(manager.readFile, options)
      expect(manager.readFileSync(file, 'utf8', position, length)).toBe(data)
      return data
    }
    expect(await read()).toBe('hello')
    expect(await read(null, null)).toBe('hello')
    expect(await read(1)).toBe('ello')
    expect(await read(1, 2)).toBe('el')
    expect(await read(undefined, 2)).toBe('he')
    expect(await read(4, 5)).toBe('o')
    expect(await read(0, 5)).toBe('hello')
  })

  test('[12.11] of a file larger than what is read at once', async () => {
    const data = randomBytes(300_000)
    const filePath = await host.addFile({ name: 'x', data })
    const result = await resultOf<{ data: ArrayBuffer }>(manager.readFile, {
      filePath,
      position: 100_000,
      length: 150_000,
    })
    expect(Buffer.from(result.data).equals(data.subarray(100_000, 250_000))).toBe(true)
  })

  test('[12.46] more than 2 GB is not read at once, and can be read in pieces', async () => {
    const filePath = await host.addFile(sparseFile(3 * 1024 ** 3))
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    const failed = { errMsg: 'readFile:fail operation fail', errorCode: 106591, errorType: 'F' }
    expect(await failureOf(manager.readFile, { filePath })).toEqual(failed)
    expect(await failureOf(manager.readFile, { filePath, encoding: 'hex' })).toEqual(failed)
    expect(thrownBy(() => manager.readFileSync(filePath))).toMatchObject({
      message: 'readFileSync:fail operation fail',
      errorCode: 108391,
    })
    // It was not even tried.
    expect(warnings).toEqual([])
    const piece = manager.readFileSync(filePath, undefined, 2 ** 31 + 5, 1000)
    expect(piece.byteLength).toBe(1000)
  })

  test('[12.12] writeFile replaces what is there', async () => {
    expect(await resultOf(manager.writeFile, { filePath: file, data: 'hi' })).toEqual({
      errMsg: 'writeFile:ok',
    })
    expect(text(file)).toBe('hi')
    expect(manager.writeFileSync(file, '')).toBeUndefined()
    expect(text(file)).toBe('')
    manager.writeFileSync(file, 'Grüße')
    expect(manager.readFileSync(file).byteLength).toBe(7)
    const realm = runInNewContext('new Uint8Array([104, 105]).buffer')
    manager.writeFileSync(file, realm)
    expect(text(file)).toBe('hi')
  })

  test('[12.12] writeFile takes the data as it is when it is called', async () => {
    const data = new TextEncoder().encode('before').buffer
    const written = resultOf(manager.writeFile, { filePath: file, data })
    new Uint8Array(data).fill(120)
    await written
    expect(text(file)).toBe('before')
  })

  test('[12.13] appendFile', async () => {
    expect(await resultOf(manager.appendFile, { filePath: file, data: ', ' })).toEqual({
      errMsg: 'appendFile:ok',
    })
    manager.appendFileSync(file, '776f726c64', 'hex')
    manager.appendFileSync(file, new TextEncoder().encode('!').buffer)
    expect(text(file)).toBe('hello, world!')
    manager.appendFileSync(other, 'new')
    expect(text(other)).toBe('new')
  })

  test('[12.14] copyFile', async () => {
    const temp = await host.addFile({ name: 'x', data: 'temporary' })
    expect(await resultOf(manager.copyFile, { srcPath: temp, destPath: other })).toEqual({
      errMsg: 'copyFile:ok',
    })
    expect([text(temp), text(other)]).toEqual(['temporary', 'temporary'])
    expect(manager.copyFileSync(file, other)).toBeUndefined()
    expect([text(file), text(other)]).toEqual(['hello', 'hello'])
    manager.copyFileSync(file, file)
    expect(text(file)).toBe('hello')
  })

  test('[12.15] rename', async () => {
    expect(await resultOf(manager.rename, { oldPath: file, newPath: other })).toEqual({
      errMsg: 'rename:ok',
    })
    manager.renameSync(other, `${folder}/inner`)
    manager.renameSync(folder, 'ttfile://user/moved')
    expect(manager.readdirSync('ttfile://user')).toEqual(['moved'])
    expect(text('ttfile://user/moved/inner')).toBe('hello')
  })

  test('[12.16] unlink', async () => {
    expect(await resultOf(manager.unlink, { filePath: file })).toEqual({ errMsg: 'unlink:ok' })
    manager.writeFileSync(other, 'x')
    manager.unlinkSync(other)
    expect(manager.readdirSync('ttfile://user')).toEqual(['folder'])
  })

  test('[12.17] mkdir', async () => {
    const dirPath = 'ttfile://user/a/b/c'
    expect(await resultOf(manager.mkdir, { dirPath, recursive: true })).toEqual({
      errMsg: 'mkdir:ok',
    })
    manager.mkdirSync(dirPath, true)
    manager.mkdirSync(`${dirPath}/d`)
    expect(manager.readdirSync(dirPath)).toEqual(['d'])
  })

  test('[12.18] rmdir', async () => {
    expect(await resultOf(manager.rmdir, { dirPath: folder })).toEqual({ errMsg: 'rmdir:ok' })
    manager.mkdirSync(`${folder}/deep`, true)
    manager.writeFileSync(`${folder}/deep/file`, 'x')
    manager.rmdirSync(folder, true)
    expect(manager.readdirSync('ttfile://user')).toEqual(['file.txt'])
  })

  test('[12.19] readdir', async () => {
    manager.writeFileSync(`${folder}/b`, 'x')
    manager.mkdirSync(`${folder}/a`)
    expect(await resultOf(manager.readdir, { dirPath: folder })).toEqual({
      errMsg: 'readdir:ok',
      files: ['a', 'b'],
    })
    expect(manager.readdirSync('ttfile://user/')).toEqual(['file.txt', 'folder'])
  })

  test('[12.20] truncate', async () => {
    expect(await resultOf(manager.truncate, { filePath: file, length: 7 })).toEqual({
      errMsg: 'truncate:ok',
    })
    expect(text(file)).toBe('hello\0\0')
    manager.truncateSync(file, 2)
    expect(text(file)).toBe('he')
    manager.truncateSync(file)
    expect(text(file)).toBe('')
  })

  test('[12.21] every Sync twin of the official typings is there', () => {
    const twins = Object.keys(manager).filter((name) => name.endsWith('Sync'))
    expect(twins.sort()).toEqual(
      [
        ...['access', 'appendFile', 'copyFile', 'mkdir', 'readFile', 'readdir', 'rename', 'rmdir'],
        ...['saveFile', 'stat', 'truncate', 'unlink', 'writeFile'],
      ].map((name) => `${name}Sync`),
    )
  })

  test('[12.21] [12.24] a Sync twin throws an Error with the result of fail', () => {
    const error = thrownBy(() => manager.unlinkSync(other))
    expect(error).toBeInstanceOf(Error)
    expect(error.message).toBe(`unlinkSync:fail no such file or directory, unlinkSync ${other}`)
    expect(error).toMatchObject({ errMsg: error.message, errorCode: 108902, errorType: 'D' })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      errMsg: error.message,
      errorCode: 108902,
      errorType: 'D',
    })
  })

  test('[12.25] a wrong type', async () => {
    expect(await failureOf(manager.unlink, { filePath: 1 })).toEqual({
      errMsg: 'unlink:fail params.filePath should be string, but got number',
      errorCode: 161799,
      errorType: 'D',
    })
  })

  test('[12.22] nothing is written outside ttfile://user', async () => {
    const temp = await host.addFile({ name: 'x', data: 'x' })
    for (const path of [temp, 'ttfile://temp/y', '/tmp/y', 'ttfile://user/../y', 'y']) {
      for (const write of [
        () => manager.writeFileSync(path, 'y'),
        () => manager.appendFileSync(path, 'y'),
        () => manager.truncateSync(path, 0),
        () => manager.copyFileSync(file, path),
        () => manager.renameSync(file, path),
        () => manager.renameSync(path, other),
        () => manager.unlinkSync(path),
        () => manager.mkdirSync(path, true),
        () => manager.rmdirSync(path, true),
        () => manager.saveFileSync(temp, path),
      ]) {
        expect(thrownBy(write).errMsg).toMatch(/^\w+:fail permission denied, /)
      }
    }
    expect(text(temp)).toBe('x')
  })

  test('[12.23] what goes beyond the quota leaves nothing', async () => {
    const small = startHost({ userQuota: 10 })
    const fs = small.tt.getFileSystemManager()
    fs.writeFileSync(file, '12345')
    const big = await small.addFile({ name: 'x', data: '123456' })
    for (const write of [
      () => fs.writeFileSync(other, '123456'),
      () => fs.writeFileSync(file, '12345678901'),
      () => fs.appendFileSync(file, '678901'),
      () => fs.truncateSync(file, 11),
      () => fs.copyFileSync(big, other),
      () => fs.saveFileSync(big),
    ]) {
      const error = thrownBy(write)
      expect(error.errMsg).toMatch(/:fail user dir saved file size limit exceeded$/)
    }
    expect(fs.readdirSync('ttfile://user')).toEqual(['file.txt'])
    expect(fs.readFileSync(file, 'utf8')).toBe('12345')
    expect(fs.readFileSync(big, 'utf8')).toBe('123456')
    fs.writeFileSync(file, '1234567890')
  })
})

describe('the call', () => {
  test('[12.26] one of success and fail, then complete with the same object, never at once', async () => {
    for (const [path, first] of [
      [file, 'success'],
      [other, 'fail'],
    ]) {
      const order: [string, unknown][] = []
      await new Promise<void>((resolve) => {
        const returned = manager.access({
          path: path ?? '',
          success: (result) => order.push(['success', result]),
          fail: (error) => order.push(['fail', error]),
          complete(result) {
            order.push(['complete', result])
            resolve()
          },
        })
        expect(returned).toBeUndefined()
        expect(order).toEqual([])
      })
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(order.map(([name]) => name)).toEqual([first, 'complete'])
      expect(order[0]?.[1]).toBe(order[1]?.[1])
    }
  })

  test('[12.26] the options are read once', async () => {
    const reads: string[] = []
    const result = await new Promise((resolve) => {
      const options = new Proxy(
        { filePath: file, encoding: 'utf8', success: resolve },
        {
          get(target, key) {
            reads.push(String(key))
            return Reflect.get(target, key)
          },
        },
      )
      manager.readFile(options as Parameters<typeof manager.readFile>[0])
      Object.assign(options, { filePath: other })
    })
    expect(result).toMatchObject({ data: 'hello' })
    expect(reads.length).toBe(new Set(reads).size)
  })

  test.each([
    [undefined],
    [null],
    [7],
    ['x'],
    [{}],
    [Object.defineProperty({}, 'path', { get: () => JSON.parse('{') })],
  ])('[12.26] nothing throws: %j', async (options) => {
    for (const [name, method] of Object.entries(manager)) {
      if (!name.endsWith('Sync')) (method as (options: unknown) => void)(options)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  })

  test('[12.26] a getter that throws makes its option invalid', async () => {
    const options = Object.defineProperty({}, 'path', {
      get: () => JSON.parse('{'),
      configurable: true,
    })
    const error = await new Promise((fail) => {
      manager.access(Object.assign(options, { fail }) as unknown as { path: string })
    })
    expect(error).toMatchObject({ errMsg: 'access:fail params path is invalid' })
  })

  test('[12.26] a callback that throws stops nothing', async () => {
    const errors: unknown[] = []
    const loud = startHost({ onError: (error) => errors.push(error) })
    await new Promise<void>((resolve) => {
      loud.tt.getSavedFileList({
        success() {
          throw new Error('mine')
        },
        complete: () => resolve(),
      })
    })
    expect(errors).toEqual([new Error('mine')])
  })

  test('[12.26] an option that no page has is warned of', async () => {
    const warnings: Warning[] = []
    host.on('warning', (warning) => warnings.push(warning))
    await resultOf(manager.readdir, { dirPath: folder, sorted: true })
    expect(warnings).toMatchObject([{ code: 'option-unknown', api: 'readdir' }])
  })

  test('[12.27] after host.close()', async () => {
    await host.close()
    expect(await failureOf(manager.unlink, { filePath: file })).toEqual({
      errMsg: 'unlink:fail host is closed',
      errorCode: 107592,
      errorType: 'F',
    })
    expect(thrownBy(() => manager.unlinkSync(file))).toMatchObject({
      message: 'unlinkSync:fail host is closed',
      errorCode: 108992,
      errorType: 'F',
    })
  })

  test.each([
    ['getFileInfo', 4 * 1024, {}],
    ['readFile', 200, {}],
    ['saveFile', 1024, {}],
    ['copyFile', 1024, { destPath: other }],
  ] as const)('[12.27] what runs fails with it, and ends: %s', async (name, mebibytes, options) => {
    const original = join(machineFolder(), 'big')
    writeFileSync(original, '')
    truncateSync(original, mebibytes * 1024 * 1024)
    const large = startHost({ userQuota: 1e10 })
    const path = await large.addFile(original)
    const failures: unknown[] = []
    const call = large.tt.getFileSystemManager()[name] as (options: object) => void
    const paths = { filePath: path, tempFilePath: path, srcPath: path }
    const named = name === 'saveFile' ? { tempFilePath: path } : paths
    call({ ...named, ...options, fail: (error: unknown) => failures.push(error) })
    const start = Date.now()
    await large.close()
    expect(failures).toMatchObject([{ errMsg: `${name}:fail host is closed` }])
    expect(Date.now() - start).toBeLessThan(500)
    if (!existsSync('/proc/self/fd')) return
    await vi.waitFor(() => expect(heldOpen()).not.toContain(original), { timeout: 10_000 })
  })
})

test('[12.31] what was temporary goes with the host, what was saved stays', async () => {
  const storage = machineFolder()
  const first = createHost({ storage })
  const temp = await first.addFile({ name: 'x', data: 'x' })
  first.tt.getFileSystemManager().writeFileSync(file, 'saved')
  await first.close()
  const next = startHost({ storage }).tt.getFileSystemManager()
  expect(next.readFileSync(file, 'utf8')).toBe('saved')
  expect(thrownBy(() => next.accessSync(temp)).errorCode).toBe(108802)
  expect(thrownBy(() => startHost().tt.getFileSystemManager().accessSync(file)).errorCode).toBe(
    108802,
  )
})

test('[12.32] two mini-programs with one storage', async () => {
  const storage = machineFolder()
  const mine = startHost({ appId: 'tt1', storage })
  const yours = startHost({ appId: 'TT1', storage, checkDomains: false })
  const temp = await mine.addFile({ name: 'x', data: 'mine' })
  mine.tt.getFileSystemManager().writeFileSync(other, 'mine')
  const { tt } = yours
  const fs = tt.getFileSystemManager()
  expect(await resultOf(tt.getSavedFileList)).toMatchObject({ fileList: [] })
  expect(fs.readdirSync('ttfile://user')).toEqual([])
  expect(fs.readdirSync('ttfile://temp')).toEqual([])
  for (const path of [temp, other]) {
    expect(thrownBy(() => fs.readFileSync(path)).errorCode).toBe(108303)
    expect(thrownBy(() => fs.copyFileSync(path, file)).errorCode).toBe(109203)
    expect(await failureOf(tt.getFileInfo, { filePath: path })).toMatchObject({ errorCode: 106602 })
    const upload = await uploadFailure(yours, { url: 'http://127.0.0.1:8099/', filePath: path })
    expect(upload).toMatchObject({ errorCode: 121902 })
  }
  expect(await failureOf(tt.saveFile, { tempFilePath: temp })).toMatchObject({ errorCode: 108202 })
  fs.writeFileSync(other, 'yours')
  expect(mine.tt.getFileSystemManager().readFileSync(other, 'utf8')).toBe('mine')
})
