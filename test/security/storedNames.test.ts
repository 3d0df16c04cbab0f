/** The names that a sender gives are told, and never name anything on the machine. */
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createReceiver } from 'tt-anywhere/receiver'
import { expect, onTestFinished, test } from 'vitest'
import { folderWith } from '../helpers/folder.js'
import { bodyOf, send } from '../receiver/support.js'

test('stored files have names of our own, whatever the sender calls them', async () => {
  const around = folderWith({ 'beside.txt': 'as it was' })
  const folder = join(around, 'uploads')
  mkdirSync(folder)
  const before = readdirSync(around).sort()
  const receiver = await createReceiver({ folder })
  onTestFinished(() => receiver.close())
  const names = [
    ...['../beside.txt', '..\\beside.txt', '/etc/passwd', 'C:\\a', '..', '.', '', '\0', 'a\0.jpg'],
    ...['.htaccess', 'CON', 'aux.txt', 'a:stream', 'file.part', '-rf', '$(touch x)', '~', 'a/'],
    ...['x'.repeat(5_000), '%2e%2e%2fbeside.txt', '＼..＼', '\u202egpj.exe', '__proto__'],
  ]
  for (const name of names) {
    const file = { name: 'f', filename: name, value: name }
    const other = { name, filename: 'plain.txt', value: 'b' }
    const { status } = await send(receiver.url, bodyOf([file, other]))
    expect([name, status]).toEqual([name, 200])
    const { files } = await receiver.nextUpload()
    for (const { path } of files) {
      expect(dirname(path)).toBe(receiver.folder)
      expect(basename(path)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
      // Windows has no such bits.
      if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
    }
  }
  expect(readdirSync(folder)).toHaveLength(names.length * 2)
  expect(readdirSync(around).sort()).toEqual(before)
})
