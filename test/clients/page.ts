// docs/clients.md says what the tests beside this file show.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

/** Declares a test of a library's row: its version, and what it can do. */
export function testPage(
  library: string,
  can: { upload: boolean; download: boolean },
  installedAs = library,
): void {
  test('docs/clients.md says what it can do', async () => {
    const { dependencies } = JSON.parse(await read('package.json'))
    const page = await read('../../docs/clients.md')
    const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
    const version = dependencies[installedAs].split('@').at(-1)
    const row = rows.find(([, name, it]) => name?.startsWith(`[${library}](`) && it === version)
    const yes = (able: boolean) => (able ? 'yes' : 'no')
    // Request, upload, its progress, download, failure, abort.
    const able = [true, can.upload, can.upload, can.download, true, true].map(yes)
    expect(row?.slice(3, 9)).toEqual(able)
  })
}
