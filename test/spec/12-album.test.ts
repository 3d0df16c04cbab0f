/** What an album may offer, and what happens to the rest (spec 12). */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import sharp from 'sharp'
import type { AlbumFile, Host, HostOptions, Warning } from 'tt-anywhere'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesBelow } from '../helpers/files.js'
import { startHost } from '../helpers/host.js'
import { temporaryFolder } from '../helpers/stage.js'

const film = readFileSync(fileURLToPath(new URL('../fixtures/film.mp4', import.meta.url)))
let folder: string
let picture: Buffer
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'album-test-'))
  picture = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer()
  writeFileSync(at('photo.jpg'), picture)
  writeFileSync(at('film.mp4'), film)
  writeFileSync(at('notes.txt'), 'notes')
  writeFileSync(at('corrupt.jpg'), 'no picture')
  writeFileSync(at('corrupt.mp4'), film.subarray(0, 40))
  writeFileSync(at('page.jpg'), '<html><svg width="1" height="1"></svg></html>')
  writeFileSync(at('zeros.jpg'), Buffer.alloc(1000))
  copyFileSync(at('photo.jpg'), at('bare'))
  copyFileSync(at('photo.jpg'), at('picture.mp4'))
  copyFileSync(at('film.mp4'), at('film.jpg'))
  mkdirSync(at('folder.jpg'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Api = 'chooseImage' | 'chooseVideo' | 'chooseMedia'
// biome-ignore lint/suspicious/noExplicitAny: the result differs from API to API.
type Told = any

function choose(host: Host, api: Api, options: object = {}): Promise<Told> {
  return new Promise((resolve) => host.tt[api]({ ...options, complete: resolve }))
}

/** A host, what it warns of, and what lies in its folder of temporary files. */
async function withAlbum(album: HostOptions['album'], options: HostOptions = {}) {
  const storage = await temporaryFolder()
  const host = startHost({ album, storage, ...options })
  const warnings: Warning[] = []
  host.on('warning', (warning) => warnings.push(warning))
  const parent = join(storage, 'd-tt0000000000000000', 'temp')
  const temp = () => filesBelow(parent)
  return { host, warnings, temp }
}

const damaged = (name: string, kind: string) =>
  `${name} is no ${kind} of a known kind, or is damaged`

test.each<[Api, string, string]>([
  ['chooseVideo', 'photo.jpg', 'photo.jpg is no film: its type is image/jpeg'],
  ['chooseImage', 'film.mp4', 'film.mp4 is no picture: its type is video/mp4'],
  ['chooseImage', 'notes.txt', 'notes.txt is no picture: its type is text/plain'],
  ['chooseMedia', 'notes.txt', 'notes.txt is no picture or film: its type is text/plain'],
  ['chooseImage', 'corrupt.jpg', damaged('corrupt.jpg', 'picture')],
  ['chooseImage', 'page.jpg', damaged('page.jpg', 'picture')],
  ['chooseImage', 'zeros.jpg', damaged('zeros.jpg', 'picture')],
  ['chooseVideo', 'corrupt.mp4', damaged('corrupt.mp4', 'film')],
  ['chooseMedia', 'corrupt.mp4', damaged('corrupt.mp4', 'picture or film')],
  ['chooseVideo', 'picture.mp4', damaged('picture.mp4', 'film')],
  ['chooseMedia', 'film.jpg', damaged('film.jpg', 'picture or film')],
  ['chooseVideo', 'bare', damaged('bare', 'film')],
  ['chooseImage', 'gone.jpg', 'gone.jpg is not there'],
  ['chooseImage', 'folder.jpg', 'folder.jpg is not a file'],
  ['chooseImage', 'photo.jpg/x.jpg', 'x.jpg is not there'],
  ['chooseImage', `${'x'.repeat(300)}.jpg`, `${'x'.repeat(300)}.jpg can not be taken`],
  ['chooseImage', 'a\0.jpg', 'a\0.jpg can not be taken'],
])('[12.41] %s of %s fails, and names the file alone', async (api, name, detail) => {
  const { host, warnings, temp } = await withAlbum(() => [at('photo.jpg'), at(name)].slice(-1))
  expect(await choose(host, api)).toEqual({ errMsg: `${api}:fail ${detail}` })
  // The developer learns where it lies.
  expect(warnings.map(({ code }) => code)).toEqual(['album-file'])
  expect(warnings[0]?.message).toContain(at(name))
  expect(temp()).toEqual([])
})

test('[12.41] the same of bytes', async () => {
  const offer = (name: string, data: AlbumFile) => withAlbum(() => [{ name, data } as AlbumFile])
  const told = async (api: Api, name: string, data: unknown) => {
    const { host, temp } = await offer(name, data as AlbumFile)
    const { errMsg } = await choose(host, api)
    expect(temp()).toHaveLength(errMsg.endsWith(':ok') ? 1 : 0)
    return errMsg.slice(api.length + 1)
  }
  expect(await told('chooseVideo', 'a.jpg', picture)).toMatch(/^fail a\.jpg is no film/)
  expect(await told('chooseVideo', 'a.mp4', 'no film')).toBe(`fail ${damaged('a.mp4', 'film')}`)
  expect(await told('chooseImage', 'a.jpg', '')).toBe(`fail ${damaged('a.jpg', 'picture')}`)
  expect(await told('chooseImage', 'a.png', picture)).toBe('ok')
  expect(await told('chooseImage', 'bare', picture)).toBe('ok')
  expect(await told('chooseMedia', 'bare', film)).toBe('ok')
  expect(await told('chooseImage', 'a.jpg', runInNewContext('Uint8Array').from(picture))).toBe('ok')
  const shape = 'fail album must return paths, or files as { name, data }'
  for (const data of [5, null, {}, [1]]) {
    expect(await told('chooseImage', 'a.jpg', data)).toBe(shape)
  }
  const place = "fail album: a name must be a file's own name, without a folder"
  for (const name of ['', '..', '/etc/a.jpg', 'a\0']) {
    expect(await told('chooseImage', name, picture)).toBe(place)
  }
})

test.skipIf(process.platform === 'win32')('[12.41] a file that may not be read', async () => {
  // A link to itself: not even root may follow it.
  symlinkSync(at('loop.jpg'), at('loop.jpg'))
  const { host, warnings } = await withAlbum(() => [at('loop.jpg')])
  expect(await choose(host, 'chooseImage')).toEqual({
    errMsg: 'chooseImage:fail loop.jpg may not be read',
  })
  expect(warnings[0]?.message).toContain('ELOOP')
})

test('[12.42] a film in a container that is known but not read has zeros, with a warning', async () => {
  const webm = { name: 'a.webm', data: Buffer.from('1a45dfa3934282847765626d', 'hex') }
  const { host, warnings } = await withAlbum(() => [webm])
  const zeros = { width: 0, height: 0, duration: 0, size: 12, errMsg: 'chooseVideo:ok' }
  expect(await choose(host, 'chooseVideo')).toMatchObject(zeros)
  await choose(host, 'chooseVideo')
  expect(warnings.map(({ code }) => code)).toEqual(['film-unread'])
  const { host: strict, temp } = await withAlbum(() => [webm], { strict: true })
  expect((await choose(strict, 'chooseVideo')).errMsg).toMatch(/^chooseVideo:fail of a\.webm/)
  expect(temp()).toEqual([])
})

test('[12.43] compressing leaves one copy in temp', async () => {
  const { width, height } = { width: 2000, height: 1000 }
  const big = await sharp({ create: { width, height, channels: 3, background: 'red' } })
    .jpeg({ quality: 100 })
    .toBuffer()
  const { host, temp } = await withAlbum(() => [{ name: 'a.jpg', data: big }])
  const { tempFiles } = await choose(host, 'chooseImage', { sizeType: ['compressed'] })
  expect(tempFiles[0].size).toBeLessThan(big.byteLength)
  expect(temp()).toHaveLength(1)
  const fs = host.tt.getFileSystemManager()
  expect(fs.readdirSync('ttfile://temp')).toHaveLength(1)
})

test('[12.43] a picture that is cut off in its middle fails where it is made smaller', async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
  const create = { width: 400, height: 400, channels: 3, background: '#888', noise } as const
  const whole = await sharp({ create }).jpeg().toBuffer()
  const cut = { name: 'cut.jpg', data: whole.subarray(0, whole.byteLength / 2) }
  const { host, temp } = await withAlbum(() => [cut])
  const { errMsg } = await choose(host, 'chooseImage', { sizeType: ['compressed'] })
  expect(errMsg).toBe(`chooseImage:fail ${damaged('cut.jpg', 'picture')}`)
  expect(temp()).toEqual([])
})

test('[12.43] a choice that fails midway leaves nothing in temp', async () => {
  const good = { name: 'a.jpg', data: picture }
  const { host, temp } = await withAlbum(() => [good, at('photo.jpg'), good, at('corrupt.jpg')])
  expect((await choose(host, 'chooseImage')).errMsg).toMatch(/fail corrupt\.jpg/)
  expect(temp()).toEqual([])
  expect(host.tt.getFileSystemManager().readdirSync('ttfile://temp')).toEqual([])
  expect(existsSync(at('photo.jpg'))).toBe(true)
})

test('[12.44] what an album function throws: its own words, and no path of the machine', async () => {
  const failing = (error: unknown) =>
    withAlbum(() => {
      throw error
    })
  const told = async (error: unknown) => {
    const { host, warnings } = await failing(error)
    return [(await choose(host, 'chooseImage')).errMsg, warnings.map(({ code }) => code)]
  }
  const own = 'chooseImage:fail no camera'
  expect(await told(new Error('no camera'))).toEqual([own, []])
  expect(await told('no camera')).toEqual([own, []])
  const system = Object.assign(new Error(`ENOENT: no such file, open '${at('x')}'`), {
    code: 'ENOENT',
  })
  const failed = 'chooseImage:fail the album failed with'
  expect(await told(system)).toEqual([`${failed} ENOENT`, ['album-failed']])
  expect(await told(new Error(`Input file is missing: ${at('x')}`))).toEqual([
    `${failed} an error`,
    ['album-failed'],
  ])
  expect(await told(undefined)).toEqual(['chooseImage:fail nothing was said', []])
  expect(await told(Object.create(null))).toEqual(['chooseImage:fail nothing that can be said', []])
})

test('[12.45] a path or glob that names no picture or film is told once', async () => {
  const album = [at('*.png'), at('notes.txt'), folder, at('photo.jpg'), at('*.mp4')]
  const { host, warnings } = await withAlbum(album)
  expect((await choose(host, 'chooseImage')).errMsg).toBe('chooseImage:ok')
  await choose(host, 'chooseImage')
  await choose(host, 'chooseMedia', { count: 1 })
  const told = warnings.filter(({ code }) => code === 'album-no-match')
  expect(told.map(({ message }) => message.split(' of the host')[0])).toEqual([
    at('*.png'),
    at('notes.txt'),
    folder,
  ])
  const { host: strict } = await withAlbum(at('*.png'), { strict: true })
  for (const _ of [1, 2]) {
    const { errMsg } = await choose(strict, 'chooseImage')
    expect(errMsg).toMatch(/^chooseImage:fail \*\.png of the host's album names no/)
  }
})

test.each([
  [{ camera: 3 }, 'params camera type is not string'],
  [{ camera: 'side' }, 'params camera is invalid'],
  [{ maxDuration: 0 }, 'params maxDuration is invalid'],
  [{ maxDuration: '9' }, 'params maxDuration type is not number'],
  [{ compressed: 1 }, 'params compressed type is not boolean'],
  [{ sourceType: [], camera: '' }, undefined],
])('[12.34] %j', async (options, detail) => {
  const { host } = await withAlbum(at('film.mp4'))
  const { errMsg } = await choose(host, 'chooseVideo', options)
  expect(errMsg).toBe(detail === undefined ? 'chooseVideo:ok' : `chooseVideo:fail ${detail}`)
})

test('[12.33] an album function gets a copy of the request', async () => {
  const { host } = await withAlbum((request) => {
    Object.assign(request, { count: 100 })
    ;(request.sourceType as string[]).length = 0
    return Array(50).fill(at('photo.jpg'))
  })
  for (const _ of [1, 2]) {
    expect((await choose(host, 'chooseImage')).tempFiles).toHaveLength(9)
  }
})
