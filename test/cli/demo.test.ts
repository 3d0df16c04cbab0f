import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { photo, run, temporaryFolder, temporaryIn } from './command.js'

test('demo: an upload with its result, its phases, its record and its hash', async () => {
  const temporary = await temporaryFolder()
  const { code, stdout, stderr } = await run(['demo', photo], temporaryIn(temporary))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const sha256 = createHash('sha256')
    .update(await readFile(photo))
    .digest('hex')
  const told = ['uploadFile:ok', '200', 'send', 'total', 'photo.jpg, image/jpeg', sha256]
  for (const text of told) expect(stdout).toContain(text)
  expect(stdout).toMatch(/✓ .*byte for byte/)
  expect(stdout).not.toContain('\x1b')
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  expect(await readdir(temporary)).toEqual([])
})

test('demo of a FILE that does not exist: exit 2', async () => {
  const { code, stderr } = await run(['demo', 'none.jpg'])
  expect(code).toBe(2)
  expect(stderr).toContain('121902')
})
