import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { folderWith } from '../helpers/folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('what passed at the second try is named, and nothing else', async () => {
  const folder = folderWith({
    'vitest.config.js': 'export default { test: { globals: true, retry: 1 } }',
    'a.test.js': `
      let tries = 0
      test('steady', () => {})
      describe('group', () => test('by chance', () => expect(++tries).toBe(2)))
      test('never', () => expect(1).toBe(2))`,
  })
  const told = join(folder, 'told')
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    execFile(
      process.execPath,
      [
        ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
        ...['--reporter', join(root, 'scripts/lib/secondTries.js')],
      ],
      { cwd: folder, env: { ...process.env, TT_ANYWHERE_SECOND_TRIES: told } },
      (error, stdout) => resolve({ code: error?.code, stdout }),
    )
  })
  expect(code).toBe(1)
  expect(readFileSync(told, 'utf8')).toBe('a.test.js > group > by chance\n')
  expect(stdout).toContain('passed at the second try: a.test.js > group > by chance')
})
