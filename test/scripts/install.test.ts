import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { completeLock } from '../../scripts/complete-lock.js'
import { isInstalled } from '../../scripts/lib/install.js'

const manifest = { dependencies: { a: '^1.0.0' } }
const a = { version: '1.0.0', integrity: 'sha512-a' }
const locked = {
  '': manifest,
  'node_modules/a': a,
  'node_modules/b-darwin-arm64': { version: '1.0.0', optional: true },
}

async function installed(changes: { manifest?: object; locked?: object; installed?: object }) {
  const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'node_modules'))
  const write = (name: string, value: object) =>
    writeFile(join(folder, name), JSON.stringify(value))
  await write('package.json', changes.manifest ?? manifest)
  await write('package-lock.json', { packages: changes.locked ?? locked })
  const packages = changes.installed ?? { 'node_modules/a': a }
  await write('node_modules/.package-lock.json', { packages })
  return isInstalled(folder)
}

test('what the lock says is installed: nothing to do', async () => {
  expect(await installed({})).toBe(true)
  const script = { ...manifest, scripts: { start: 'x' } }
  expect(await installed({ manifest: script })).toBe(true)
})

test('anything else is to be installed', async () => {
  expect(await installed({ installed: {} })).toBe(false)
  const newer = { ...a, version: '1.0.1' }
  expect(await installed({ locked: { ...locked, 'node_modules/a': newer } })).toBe(false)
  const other = { ...a, integrity: 'sha512-b' }
  expect(await installed({ locked: { ...locked, 'node_modules/a': other } })).toBe(false)
  expect(await installed({ manifest: { dependencies: { a: '^2.0.0' } } })).toBe(false)
  expect(isInstalled(join(tmpdir(), 'tt-anywhere-none'))).toBe(false)
})

test('a lock gets the native packages that npm has left out, beside their parent', () => {
  const natives = {
    'b-darwin-arm64': '1.0.0',
    'b-linux-x64-musl': '1.0.0',
    'b-wasm32-wasi': '1.0.0',
  }
  const lock = {
    packages: {
      'node_modules/b': { version: '1.0.0', dev: true, optionalDependencies: natives },
      'node_modules/b-darwin-arm64': { version: '0.9.0' },
      'node_modules/c': { version: '1.0.0', optionalDependencies: { d: '^1.0.0' } },
    } as Record<string, object>,
  }
  expect(completeLock(lock)).toHaveLength(3)
  expect(lock.packages).toMatchObject({
    'node_modules/b/node_modules/b-darwin-arm64': {
      version: '1.0.0',
      dev: true,
      optional: true,
      os: ['darwin'],
      cpu: ['arm64'],
    },
    'node_modules/b-linux-x64-musl': { os: ['linux'], cpu: ['x64'], libc: ['musl'] },
    'node_modules/b-wasm32-wasi': { cpu: ['wasm32'] },
  })
  expect(completeLock(lock)).toEqual([])
})
