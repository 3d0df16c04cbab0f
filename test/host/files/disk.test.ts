/** A disk that is really full, under what a mini-program keeps: a file system of one megabyte. */
import { mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run } from '../../helpers/call.js'
import { failureOf, managerOf, resultOf, thrownBy } from '../../helpers/fileSystem.js'
import { sparseFile } from '../../helpers/files.js'
import { startHost } from '../../helpers/host.js'
import { startServer } from '../../helpers/server.js'
import { noSmallDisk, useSmallDisk } from '../../helpers/smallDisk.js'

describe.skipIf(noSmallDisk)('a disk that is full', () => {
  const disk = useSmallDisk()
  const free = () => statfsSync(disk()).bavail
  const big = 'x'.repeat(3_000_000)

  function start(name: string) {
    const storage = join(disk(), name)
    mkdirSync(storage)
    const host = startHost({ storage, userQuota: 1e9 })
    const warnings: string[] = []
    host.on('warning', ({ code, message }) => {
      if (code === 'file-system') warnings.push(message)
    })
    const files = () =>
      readdirSync(storage, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
    return { host, manager: managerOf(host), tt: host.tt, warnings, files }
  }

  test('writeFile: what was there stays, and nothing comes beside it', async () => {
    const { manager, warnings, files } = start('write')
    manager.writeFileSync('ttfile://user/old', 'as it was')
    const [before, there] = [free(), files()]
    for (const filePath of ['ttfile://user/new', 'ttfile://user/old']) {
      expect(await failureOf(manager.writeFile, { filePath, data: big })).toMatchObject({
        errMsg: 'writeFile:fail operation fail',
        errorType: 'F',
      })
      expect(thrownBy(() => manager.writeFileSync(filePath, big))).toMatchObject({
        message: 'writeFileSync:fail operation fail',
      })
    }
    expect(manager.readFileSync('ttfile://user/old', 'utf8')).toBe('as it was')
    expect(() => manager.accessSync('ttfile://user/new')).toThrow('no such file')
    expect([free(), files()]).toEqual([before, there])
    expect(warnings.join()).toContain('ENOSPC')
    // There is room again for what fits.
    manager.writeFileSync('ttfile://user/new', 'fits')
    expect(manager.readFileSync('ttfile://user/new', 'utf8')).toBe('fits')
  })

  test('saveFile: the temporary file stays, and can be sent or saved later', async () => {
    const { host, tt, manager, files } = start('save')
    // By its path: saving copies it.
    const file = sparseFile(big.length)
    const tempFilePath = await host.addFile(file)
    const [before, there] = [free(), files()]
    expect(await failureOf(tt.saveFile, { tempFilePath })).toMatchObject({
      errMsg: expect.stringMatching(/^saveFile:fail /),
      errorType: 'F',
    })
    expect([free(), files()]).toEqual([before, there])
    expect(manager.statSync(tempFilePath)).toMatchObject({ size: big.length })
    expect(statSync(file).size).toBe(big.length)
    expect(await resultOf(tt.getSavedFileList)).toMatchObject({ fileList: [] })
  })

  test('a copy is whole or is not there: the disk may take half a write without an error', async () => {
    const { host, tt, manager, files } = start('copy')
    manager.writeFileSync('ttfile://user/old', 'as it was')
    // One write would do, and the disk has room for less than half of it.
    const file = sparseFile(1024 * 1024)
    manager.writeFileSync('ttfile://user/ballast', 'x'.repeat(600_000))
    const tempFilePath = await host.addFile(file)
    const [before, there] = [free(), files()]
    expect(() => manager.copyFileSync(tempFilePath, 'ttfile://user/old')).toThrow(/operation fail/)
    expect(await failureOf(tt.saveFile, { tempFilePath })).toMatchObject({ errorType: 'F' })
    expect(manager.readFileSync('ttfile://user/old', 'utf8')).toBe('as it was')
    expect([free(), files()]).toEqual([before, there])
    manager.unlinkSync('ttfile://user/ballast')
  })

  test('addFile of bytes fails, and leaves no part of them', async () => {
    const { host, files } = start('add')
    const [before, there] = [free(), files()]
    await expect(host.addFile({ name: 'a.bin', data: big })).rejects.toThrow('ENOSPC')
    expect([free(), files()]).toEqual([before, there])
  })

  test('a download: net::ERR_FILE_NO_SPACE, and no part of it', async () => {
    const { host, files } = start('download')
    const server = await startServer((_request, response) => response.end(big))
    host.route('https://files.example', server.origin)
    const [before, there] = [free(), files()]
    const told = await run(host, 'downloadFile', {
      url: 'https://files.example/',
      filePath: 'ttfile://user/a.bin',
    })
    // Not in the list: the route changes no rule.
    expect(told.fail?.errorCode).toBe(121801)
    const open = startHost({ storage: join(disk(), 'download'), checkDomains: false })
    const { fail } = await run(open, 'downloadFile', {
      url: server.origin,
      filePath: 'ttfile://user/a.bin',
    })
    expect(fail).toEqual({
      errMsg: 'downloadFile:fail network error:net::ERR_FILE_NO_SPACE',
      errorCode: 121891,
      errorType: 'F',
    })
    expect([free(), files()]).toEqual([before, there])
  })

  test('the data storage keeps its last value', async () => {
    const { tt, files } = start('values')
    tt.setStorageSync('key', 'as it was')
    const there = files()
    const ballast = 'y'.repeat(900_000)
    const told = []
    for (let count = 0; count < 3; count += 1) {
      try {
        tt.setStorageSync(`more${count}`, ballast)
      } catch (error) {
        told.push((error as Error).message)
      }
    }
    expect(told.length).toBeGreaterThan(0)
    expect(() => tt.setStorageSync('key', ballast)).toThrow()
    expect(tt.getStorageSync('key')).toBe('as it was')
    expect(files().length).toBe(there.length + 3 - told.length)
  })
})

if (noSmallDisk) test(`no disk is full here: ${noSmallDisk}`, ({ skip }) => skip())
