import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { version } from '../../src/profile/version.js'

test('the code tells the version of package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(version).toBe(manifest.version)
})
