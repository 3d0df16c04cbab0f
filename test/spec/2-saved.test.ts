/**
 * Section 2 of the specification, as far as it is about saved files.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { failureOf, managerOf, resultOf } from '../helpers/fileSystem.js'
import { startHost } from '../helpers/host.js'

const mebibyte = 1024 * 1024

test('[2.11] saveFile moves the file', async () => {
  const host = startHost()
  const tempFilePath = await host.addFile({ name: 'a.txt', data: 'hello' })
  const saved = 'ttfile://user/b.txt'
  await resultOf(host.tt.saveFile, { tempFilePath, filePath: saved })
  expect(managerOf(host).readFileSync(saved, 'utf8')).toBe('hello')
  expect(await failureOf(managerOf(host).access, { path: tempFilePath })).toMatchObject({
    errMsg: `access:fail no such file or directory, access ${tempFilePath}`,
  })
  expect(await failureOf(host.tt.saveFile, { tempFilePath })).toMatchObject({ errorCode: 108202 })
})

test('[2.12] ten megabytes can be saved, and no byte more', async () => {
  const host = startHost()
  const add = (size: number) => host.addFile({ name: 'x', data: new Uint8Array(size) })
  await resultOf(host.tt.saveFile, { tempFilePath: await add(10 * mebibyte - 1) })
  await resultOf(host.tt.saveFile, { tempFilePath: await add(1) })
  const tempFilePath = await add(1)
  expect(await failureOf(host.tt.saveFile, { tempFilePath })).toEqual({
    errMsg: 'saveFile:fail user dir saved file size limit exceeded',
    errorCode: 108203,
    errorType: 'D',
  })
  expect(managerOf(host).statSync(tempFilePath)).toMatchObject({ size: 1 })
})

test('[2.12] the host can allow more', async () => {
  const host = startHost({ userQuota: 11 * mebibyte })
  const data = new Uint8Array(11 * mebibyte)
  await resultOf(host.tt.saveFile, { tempFilePath: await host.addFile({ name: 'x', data }) })
})

test.each(['saveFile', 'saveFileSync'] as const)(
  '[2.13] %s copies a file that was given by its path',
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'saved-test-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const original = join(folder, 'photo.jpg')
    writeFileSync(original, 'photo')
    const host = startHost()
    const tempFilePath = await host.addFile(original)
    const manager = managerOf(host)
    const savedFilePath =
      name === 'saveFile'
        ? (await resultOf<{ savedFilePath: string }>(host.tt.saveFile, { tempFilePath }))
            .savedFilePath
        : manager.saveFileSync(tempFilePath)
    manager.appendFileSync(savedFilePath, '!')
    expect(manager.readFileSync(savedFilePath, 'utf8')).toBe('photo!')
    manager.unlinkSync(savedFilePath)
    expect(readFileSync(original, 'utf8')).toBe('photo')
    expect(manager.readdirSync('ttfile://temp').map((one) => one.length)).toEqual([])
  },
)
