import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import type { ChooseRequest, Host, HostOptions } from 'tt-anywhere'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHost } from '../helpers/host.js'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
let folder: string
let photos: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'album-test-'))
  // Noise does not compress away: what is made smaller is made so by its size and quality.
  const noise = {
    create: {
      width: 2000,
      height: 1000,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  } as const
  photos = ['b.jpg', 'a.jpg', '照片 [1].JPG'].map((name) => join(folder, name))
  for (const photo of photos) await sharp(noise).jpeg({ quality: 95 }).toFile(photo)
  await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toFile(join(folder, 'upright.jpg'))
  copyFileSync(fixture('film.mp4'), join(folder, 'film.mp4'))
  copyFileSync(fixture('turned.mov'), join(folder, 'turned.mov'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Api = 'chooseImage' | 'chooseVideo' | 'chooseMedia'
// biome-ignore lint/suspicious/noExplicitAny: the result differs from API to API.
type Told = any

function choose(host: Host, api: Api, options: object = {}): Promise<Told> {
  return new Promise((resolve) => host.tt[api]({ ...options, complete: resolve }))
}
const withAlbum = (album: HostOptions['album'], options: HostOptions = {}) =>
  startHost({ album, ...options })

describe('chooseImage', () => {
  test('[12.33] gives paths in temp and real sizes, in the order of the album', async () => {
    const host = withAlbum(photos)
    const result = await choose(host, 'chooseImage')
    expect(result.errMsg).toBe('chooseImage:ok')
    expect(result.tempFilePaths).toHaveLength(3)
    for (const [index, path] of result.tempFilePaths.entries()) {
      expect(path).toMatch(/^ttfile:\/\/temp\/[0-9a-f]{24}\.jpg$/)
      expect(result.tempFiles[index]).toEqual({ path, size: statSync(photos[index]!).size })
    }
  })

  test('[12.33] globs, and names with letters of a glob', async () => {
    expect((await choose(withAlbum(`${folder}/*.jpg`), 'chooseImage')).tempFiles).toHaveLength(3)
    expect((await choose(withAlbum(photos[2]), 'chooseImage')).tempFiles).toHaveLength(1)
    expect((await choose(withAlbum([`${folder}/**`]), 'chooseVideo')).errMsg).toBe('chooseVideo:ok')
  })

  test('[12.33] never more than count, 9 by default and 60 at most', async () => {
    const many = { name: 'x.jpg', data: readFileSync(join(folder, 'upright.jpg')) }
    const asked: ChooseRequest[] = []
    const host = withAlbum((request) => {
      asked.push(request)
      return Array(100).fill(many)
    })
    for (const [count, got] of [
      [undefined, 9],
      [1, 1],
      [100, 60],
      [2.9, 2],
    ] as const) {
      expect((await choose(host, 'chooseImage', { count })).tempFiles).toHaveLength(got)
    }
    expect(asked[0]).toEqual({
      api: 'chooseImage',
      count: 9,
      mediaType: ['image'],
      sourceType: ['album', 'camera'],
      sizeType: ['original', 'compressed'],
      camera: 'back',
      maxDuration: 0,
    })
    expect((await choose(host, 'chooseImage', { sourceType: ['camera'] })).tempFiles).toHaveLength(
      1,
    )
  })

  test.each([
    [{ count: 0 }, 'params count is invalid'],
    [{ count: Number.NaN }, 'params count is invalid'],
    [{ count: '2' }, 'params count type is not number'],
    [{ sourceType: 'album' }, 'params sourceType type is not array'],
    [{ sourceType: ['disk'] }, 'params sourceType is invalid'],
    [{ sizeType: [1] }, 'params sizeType is invalid'],
    [{ success: 1 }, 'params success type is not function'],
  ])('[12.33] %j fails', async (options, detail) => {
    const host = withAlbum(photos)
    expect(await choose(host, 'chooseImage', options)).toEqual({
      errMsg: `chooseImage:fail ${detail}`,
    })
  })

  test('[12.33] cancelling fails with cancel, whatever the album is', async () => {
    const albums: HostOptions['album'][] = [
      undefined,
      [],
      '*.nothing',
      () => undefined,
      () => [],
      () => null,
      () => false,
    ]
    for (const album of albums) {
      expect(await choose(withAlbum(album), 'chooseImage')).toEqual({
        errMsg: 'chooseImage:fail cancel',
      })
    }
  })

  test('[12.33] a host without an album says so', async () => {
    const host = startHost()
    const warnings: string[] = []
    host.on('warning', ({ code }) => warnings.push(code))
    await choose(host, 'chooseImage')
    expect(warnings).toEqual(['album-missing'])
  })

  test('[12.33] an album that throws, or names a file that is not there, fails with its message', async () => {
    const throwing = withAlbum(() => {
      throw new Error('no film in the camera')
    })
    expect((await choose(throwing, 'chooseImage')).errMsg).toBe(
      'chooseImage:fail no film in the camera',
    )
    const missing = await choose(withAlbum(join(folder, 'gone.jpg')), 'chooseImage')
    expect(missing).toEqual({ errMsg: 'chooseImage:fail gone.jpg is not there' })
  })

  test.each(['x.jpg', 3, {}, ['a', 1]])(
    '[12.33] album %j is checked when the host is made',
    (album) => {
      const make = () => startHost({ album: album as never })
      if (typeof album === 'string') expect(make).not.toThrow()
      else expect(make).toThrow('album must be')
    },
  )

  test('[12.36] chooseMedia makes pictures smaller unless it is told not to', async () => {
    const host = withAlbum(photos)
    const size = statSync(photos[0]!).size
    const [smaller] = (await choose(host, 'chooseMedia', { count: 1 })).tempFiles
    expect(smaller.size).toBeLessThan(size / 2)
    expect(smaller).toMatchObject({ width: 1440, height: 720 })
    const original = { count: 1, sizeType: ['original'] }
    expect((await choose(host, 'chooseMedia', original)).tempFiles[0].size).toBe(size)
  })

  test("[12.36] sizeType ['compressed'] really makes the picture smaller", async () => {
    const host = withAlbum(photos)
    const { tempFiles } = await choose(host, 'chooseImage', { count: 1, sizeType: ['compressed'] })
    expect(tempFiles[0].size).toBeLessThan(statSync(photos[0]!).size / 2)
    const bytes = host.tt.getFileSystemManager().readFileSync(tempFiles[0].path) as ArrayBuffer
    expect(bytes.byteLength).toBe(tempFiles[0].size)
    expect(await sharp(Buffer.from(bytes)).metadata()).toMatchObject({
      format: 'jpeg',
      width: 1440,
      height: 720,
    })
  })

  test('[12.37] the original is never moved or changed', async () => {
    const contents = () =>
      readdirSync(folder).map((name) => [
        name,
        createHash('md5')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ])
    const before = contents()
    const host = withAlbum(photos, { userQuota: 1e9 })
    const { tempFilePaths } = await choose(host, 'chooseImage', { sizeType: ['compressed'] })
    const { tempFilePaths: originals } = await choose(host, 'chooseImage')
    for (const path of [...tempFilePaths, ...originals])
      host.tt.getFileSystemManager().saveFileSync(path)
    await host.close()
    expect(contents()).toEqual(before)
  })
})

describe('chooseVideo and chooseMedia', () => {
  test('[12.34] a film tells its size, width, height and duration', async () => {
    const host = withAlbum([...photos, join(folder, 'film.mp4')])
    const result = await choose(host, 'chooseVideo', { compressed: true, maxDuration: 10 })
    expect(result).toEqual({
      errMsg: 'chooseVideo:ok',
      tempFilePath: expect.stringMatching(/^ttfile:\/\/temp\/[0-9a-f]{24}\.mp4$/),
      size: statSync(join(folder, 'film.mp4')).size,
      width: 64,
      height: 48,
      duration: 2,
    })
  })

  test('[12.34] a film that was held upright is told as it is shown', async () => {
    const result = await choose(withAlbum(join(folder, 'turned.mov')), 'chooseVideo')
    expect(result).toMatchObject({ width: 48, height: 64 })
  })

  test('[12.34] cancelling', async () => {
    expect(await choose(withAlbum(photos), 'chooseVideo')).toEqual({
      errMsg: 'chooseVideo:fail cancel',
    })
  })

  test('[12.35] chooseMedia tells what each file is', async () => {
    const host = withAlbum([join(folder, 'upright.jpg'), join(folder, 'film.mp4')])
    const result = await choose(host, 'chooseMedia', { sizeType: ['original'] })
    const tempFilePath = expect.stringMatching(/^ttfile:\/\/temp\//)
    expect(result.tempFiles).toEqual([
      {
        tempFilePath,
        size: statSync(join(folder, 'upright.jpg')).size,
        mediaType: 'image',
        width: 20,
        height: 30,
      },
      {
        tempFilePath,
        size: statSync(join(folder, 'film.mp4')).size,
        mediaType: 'video',
        width: 64,
        height: 48,
        duration: 2,
      },
    ])
    expect((await choose(host, 'chooseMedia', { mediaType: ['video'] })).tempFiles).toHaveLength(1)
    const many = withAlbum(() => Array(50).fill(join(folder, 'upright.jpg')))
    expect((await choose(many, 'chooseMedia', { count: 50 })).tempFiles).toHaveLength(20)
  })
})
