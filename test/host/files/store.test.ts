import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { appFolder } from '../../../src/host/node/appFolder.js'
import { createFileStore } from '../../../src/host/node/files/store.js'
import type { FileStore } from '../../../src/platform.js'

let folder: string
let store: FileStore
const stores: FileStore[] = []

function open({ appId = 'tt1', quota = 1000 } = {}): FileStore {
  const made = createFileStore({
    folder: join(folder, 'storage', appFolder(appId)),
    quota,
    random: randomBytes,
  })
  stores.push(made)
  return made
}

const bytes = (text: string) => new TextEncoder().encode(text)
function contents(from: FileStore, path: string): string {
  const file = from.open(path)
  const whole = new Uint8Array(file.size)
  file.readNow(whole, 0)
  file.close()
  return new TextDecoder().decode(whole)
}
function problem(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return (error as { problem?: string }).problem ?? error
  }
  return 'none'
}
async function problemOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'none',
    (error) => error.problem ?? error,
  )
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-test-'))
  store = open()
})
afterEach(async () => {
  for (const made of stores.splice(0)) await made.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('temporary files', () => {
  test('a file given by its path is referred to, and stays when it is saved', async () => {
    const original = join(folder, 'photo.jpg')
    writeFileSync(original, 'photo')
    const path = await store.add(original)
    expect(path).toMatch(/^ttfile:\/\/temp\/[0-9a-f]{24}\/photo\.jpg$/)
    expect(contents(store, path)).toBe('photo')
    const saved = await store.save(path, undefined)
    expect(saved).toMatch(/^ttfile:\/\/user\/[0-9a-f]{24}\.jpg$/)
    expect(contents(store, saved)).toBe('photo')
    expect(problem(() => store.open(path))).toBe('missing')
    expect(readFileSync(original, 'utf8')).toBe('photo')
  })

  test('the same at once', async () => {
    const original = join(folder, 'photo.jpg')
    writeFileSync(original, 'photo')
    const path = await store.add(original)
    const own = await store.add({ name: 'a.txt', data: bytes('hello') })
    expect(contents(store, store.saveNow(path, undefined))).toBe('photo')
    expect(store.saveNow(own, 'ttfile://user/b.txt')).toBe('ttfile://user/b.txt')
    expect(contents(store, 'ttfile://user/b.txt')).toBe('hello')
    expect(problem(() => store.open(path))).toBe('missing')
    expect(problem(() => store.open(own))).toBe('missing')
    expect(readFileSync(original, 'utf8')).toBe('photo')
    const large = await store.add({ name: 'x', data: new Uint8Array(1001) })
    expect(problem(() => store.saveNow(large, undefined))).toBe('quota')
    expect(store.stat(large).size).toBe(1001)
  })

  test('bytes are moved when they are saved', async () => {
    const path = await store.add({ name: 'a.txt', data: bytes('hello') })
    const saved = await store.save(path, 'ttfile://user/b.txt')
    expect(saved).toBe('ttfile://user/b.txt')
    expect(problem(() => store.open(path))).toBe('missing')
    expect(contents(store, saved)).toBe('hello')
  })

  test('a chosen file has a random name and its own extension', async () => {
    expect(await store.addChosen({ name: 'My Photo.JPG', data: bytes('x') })).toMatch(
      /^ttfile:\/\/temp\/[0-9a-f]{24}\.jpg$/,
    )
  })

  test('names that no file system takes are kept', async () => {
    for (const name of [
      'a "b".txt',
      'line\nbreak',
      '中文.png',
      '😀',
      'x'.repeat(2000),
      'con',
      'a:b',
    ]) {
      const path = await store.add({ name, data: bytes(name) })
      expect(path.endsWith(`/${name}`)).toBe(true)
      expect(contents(store, path)).toBe(name)
    }
  })

  test.each(['', '.', '..', 'a/b', 'a\0b'])('a name that is none is refused: %j', async (name) => {
    await expect(store.add({ name, data: bytes('x') })).rejects.toThrow(TypeError)
  })

  test('nothing can be written there', () => {
    expect(problem(() => store.write('ttfile://temp/x', bytes('x')))).toBe('denied')
    expect(problem(() => store.makeFolder('ttfile://temp/x', true))).toBe('denied')
    expect(problem(() => store.remove('ttfile://temp/x'))).toBe('denied')
  })

  test('they go when the host closes, and saved ones stay', async () => {
    const path = await store.add({ name: 'a', data: bytes('a') })
    store.write('ttfile://user/b', bytes('b'))
    await store.close()
    const next = open()
    expect(problem(() => next.open(path))).toBe('missing')
    expect(contents(next, 'ttfile://user/b')).toBe('b')
    expect(existsSync(join(folder, 'storage', 'd-tt1', 'temp'))).toBe(true)
    expect(readdirSync(join(folder, 'storage', 'd-tt1', 'temp'))).toHaveLength(1)
  })
})

describe('saved files', () => {
  test('they lie apart for each mini-program', () => {
    store.write('ttfile://user/secret', bytes('mine'))
    const other = open({ appId: 'TT1' })
    expect(problem(() => other.open('ttfile://user/secret'))).toBe('missing')
    expect(other.saved()).toEqual([])
    expect(contents(open(), 'ttfile://user/secret')).toBe('mine')
  })

  test('folders: made, listed, renamed, removed', () => {
    expect(problem(() => store.write('ttfile://user/a/b', bytes('x')))).toBe('missing')
    expect(problem(() => store.makeFolder('ttfile://user/a/b', false))).toBe('missing')
    store.makeFolder('ttfile://user/a/b', true)
    expect(problem(() => store.makeFolder('ttfile://user/a', false))).toBe('exists')
    store.write('ttfile://user/a/b/c.txt', bytes('c'))
    store.write('ttfile://user/a/d.txt', bytes('d'))
    expect(store.list('ttfile://user/')).toEqual(['a'])
    expect(store.list('ttfile://user/a')).toEqual(['b', 'd.txt'])
    expect(problem(() => store.removeFolder('ttfile://user/a', false))).toBe('not-empty')
    expect(problem(() => store.rename('ttfile://user/a', 'ttfile://user/a/x'))).toBe('denied')
    store.rename('ttfile://user/a', 'ttfile://user/z')
    expect(contents(store, 'ttfile://user/z/b/c.txt')).toBe('c')
    expect(problem(() => store.stat('ttfile://user/a'))).toBe('missing')
    expect(store.stat('ttfile://user/z').kind).toBe('folder')
    expect(store.stat('ttfile://user/z/d.txt')).toMatchObject({ kind: 'file', size: 1 })
    expect(problem(() => store.open('ttfile://user/z'))).toBe('folder')
    expect(problem(() => store.remove('ttfile://user/z'))).toBe('folder')
    expect(problem(() => store.list('ttfile://user/z/d.txt'))).toBe('not-folder')
    store.removeFolder('ttfile://user/z', true)
    expect(store.list('ttfile://user')).toEqual([])
  })

  test('write, append, truncate, copy, rename, remove', async () => {
    store.write('ttfile://user/a', bytes('one'))
    store.write('ttfile://user/a', bytes('two'))
    store.append('ttfile://user/a', bytes('+'))
    expect(contents(store, 'ttfile://user/a')).toBe('two+')
    store.truncate('ttfile://user/a', 2)
    await store.copy('ttfile://user/a', 'ttfile://user/b')
    store.rename('ttfile://user/a', 'ttfile://user/b')
    expect(contents(store, 'ttfile://user/b')).toBe('tw')
    store.remove('ttfile://user/b')
    expect(problem(() => store.remove('ttfile://user/b'))).toBe('missing')
    expect(problem(() => store.truncate('ttfile://user/b', 1))).toBe('missing')
    store.append('ttfile://user/b', bytes('x'))
    expect(contents(store, 'ttfile://user/b')).toBe('x')
    expect(problem(() => store.append('ttfile://user/none/b', bytes('x')))).toBe('missing')
    store.copyNow('ttfile://user/b', 'ttfile://user/c')
    expect(contents(store, 'ttfile://user/c')).toBe('x')
  })

  test('a copy may replace a file within the quota', async () => {
    store.write('ttfile://user/a', new Uint8Array(400))
    store.write('ttfile://user/b', new Uint8Array(500))
    await store.copy('ttfile://user/a', 'ttfile://user/b')
    store.copyNow('ttfile://user/a', 'ttfile://user/b')
    expect(store.stat('ttfile://user/b').size).toBe(400)
  })

  test('the quota counts what is there, also when two saves race', async () => {
    store.write('ttfile://user/a', new Uint8Array(600))
    store.write('ttfile://user/a', new Uint8Array(900))
    expect(problem(() => store.write('ttfile://user/b', new Uint8Array(101)))).toBe('quota')
    expect(problem(() => store.append('ttfile://user/a', new Uint8Array(101)))).toBe('quota')
    expect(problem(() => store.truncate('ttfile://user/a', 1001))).toBe('quota')
    expect(await problemOf(store.copy('ttfile://user/a', 'ttfile://user/b'))).toBe('quota')
    store.remove('ttfile://user/a')
    const other = open()
    const files = await Promise.all(
      [store, other].map((one) => one.add({ name: 'x', data: new Uint8Array(700) })),
    )
    const ends = await Promise.all([
      problemOf(store.save(files[0]!, 'ttfile://user/1')),
      problemOf(other.save(files[1]!, 'ttfile://user/2')),
    ])
    expect(ends.sort()).toEqual(['none', 'quota'])
    expect(store.saved()).toHaveLength(1)
  })

  test('a save that fails leaves the temporary file where it was', async () => {
    const path = await store.add({ name: 'x', data: new Uint8Array(1001) })
    expect(await problemOf(store.save(path, undefined))).toBe('quota')
    expect(store.stat(path).size).toBe(1001)
    expect(store.saved()).toEqual([])
  })

  test('two saves of one file: one has it', async () => {
    const original = join(folder, 'x')
    writeFileSync(original, 'x')
    const path = await store.add(original)
    const ends = await Promise.all([
      problemOf(store.save(path, 'ttfile://user/1')),
      problemOf(store.save(path, 'ttfile://user/2')),
    ])
    expect(ends.sort()).toEqual(['missing', 'none'])
    expect(store.saved()).toHaveLength(1)
  })
})

describe('what lies outside', () => {
  test('a link in the place of a saved file leads nowhere', async () => {
    const secret = join(folder, 'secret')
    writeFileSync(secret, 'secret')
    store.write('ttfile://user/a', bytes('a'))
    const place = join(folder, 'storage', 'd-tt1', 'user', 'f-a')
    rmSync(place)
    symlinkSync(secret, place)
    expect(problem(() => store.open('ttfile://user/a'))).toBe('denied')
    expect(problem(() => store.stat('ttfile://user/a'))).toBe('denied')
    expect(await problemOf(store.copy('ttfile://user/a', 'ttfile://user/b'))).toBe('denied')
    expect(problem(() => store.append('ttfile://user/a', bytes('!')))).toBe('denied')
    expect(readFileSync(secret, 'utf8')).toBe('secret')
  })

  test('a link in the place of the whole folder leads nowhere', () => {
    const outside = join(folder, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'f-a'), 'secret')
    store.write('ttfile://user/a', bytes('a'))
    const user = join(folder, 'storage', 'd-tt1', 'user')
    rmSync(user, { recursive: true })
    symlinkSync(outside, user)
    expect(problem(() => store.open('ttfile://user/a'))).toBe('denied')
    expect(problem(() => store.write('ttfile://user/b', bytes('b')))).toBe('denied')
    expect(readdirSync(outside)).toEqual(['f-a'])
  })
})
