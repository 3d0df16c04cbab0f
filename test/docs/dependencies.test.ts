/** docs/dependencies.md and what an installation really brings. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface LockEntry {
  readonly version: string
  readonly license?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock = (JSON.parse(read('package-lock.json')) as { packages: Record<string, LockEntry> })
  .packages
const page = read('docs/dependencies.md')

/** The place that a package finds another at, as Node does. */
function placeOf(name: string, from: string): string {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (lock[place] !== undefined) return place
    if (at === '') throw new Error(`${name} of ${from} is not in the lock`)
  }
}

/** All that `dependencies` bring: each place, and who asks for it. */
function runtimeTree(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const visit = (from: string, name: string) => {
    const entry = lock[from]
    for (const needed of Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies })) {
      const place = placeOf(needed, from)
      const known = found.get(place)
      found.set(place, [...(known ?? []), name])
      if (known === undefined) visit(place, needed)
    }
  }
  visit('', 'tt-anywhere')
  return found
}

const tree = runtimeTree()
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 13)

test('no package that is installed at run time has an install script', () => {
  expect(tree.size).toBeGreaterThan(8)
  for (const place of tree.keys()) {
    const entry = lock[place]
    expect([place, entry?.hasInstallScript ?? false]).toEqual([place, false])
    // The lock says what the registry says; this is what was really unpacked.
    const { scripts = {} } = JSON.parse(read(`${place}/package.json`)) as {
      scripts?: Record<string, string>
    }
    for (const hook of ['preinstall', 'install', 'postinstall']) {
      expect([place, scripts[hook]]).toEqual([place, undefined])
    }
    expect(existsSync(join(root, place, 'binding.gyp'))).toBe(false)
  }
})

test('the lock names for each a registry and a checksum', () => {
  for (const place of tree.keys()) {
    const { resolved, integrity } = lock[place] ?? {}
    expect([place, resolved ?? 'https://']).toEqual([place, expect.stringMatching(/^https:\/\//)])
    expect([place, integrity]).toEqual([place, expect.stringMatching(/^sha512-/)])
  }
})

test('docs/dependencies.md has a row for each, as the lock and the package have it', () => {
  const section = page.split('### Where each of them comes from')[1]?.split('\n## ')[0] ?? ''
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
  const expected = [...tree].map(([place, users]) => {
    const manifest = JSON.parse(read(`${place}/package.json`)) as Manifest
    const { version, license } = lock[place] ?? {}
    expect([place, manifest.version, manifest.license]).toEqual([place, version, license])
    return [
      ...[nameOf(place), version, license, homeOf(manifest), authorOf(manifest)],
      [...new Set(users)].sort().join(', '),
    ]
  })
  expect(rows.map((row) => row.slice(0, 6))).toEqual(
    expected.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  )
  for (const [name, , , , , , why] of rows) expect([name, why]).toEqual([name, expect.any(String)])
  expect(rows.filter(([, , , , , , why]) => !why)).toEqual([])
  expect(page).toContain(`${tree.size} with those that they take themselves`)
})

test('the versions that the page names beside its links are those of the lock', () => {
  const runtime = page.split('## At run time')[1]?.split('\n### ')[0] ?? ''
  const named = [...runtime.matchAll(/^\| \[([^\]]+)\]\([^)]+\) ([\d.]+)/gm)]
  const { dependencies = {} } = lock[''] ?? {}
  expect(named.map(([, name]) => name)).toEqual(Object.keys(dependencies).sort())
  for (const [, name = '', version] of named) {
    expect([name, version]).toEqual([name, lock[`node_modules/${name}`]?.version])
  }
})

interface Manifest {
  readonly version: string
  readonly license: string
  readonly repository: string | { readonly url: string }
  readonly author: string | { readonly name: string }
}

function homeOf({ repository }: Manifest): string {
  const url = typeof repository === 'string' ? repository : repository.url
  const plain = url
    .replace(/^(?:git\+)?(?:ssh:\/\/git@|git:\/\/|https:\/\/)/, '')
    .replace(/\.git$/, '')
  return /^[^/.]+\/[^/]+$/.test(plain) ? `github.com/${plain}` : plain
}

function authorOf({ author }: Manifest): string {
  return (typeof author === 'string' ? author : author.name).replace(/\s*[<(].*/, '')
}
