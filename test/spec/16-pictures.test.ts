import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import type { ChooseRequest, Host } from 'tt-anywhere'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../helpers/ask.js'
import { startHost } from '../helpers/host.js'
import { startServer } from '../helpers/server.js'
import { temporaryFolder } from '../helpers/stage.js'

let folder: string
/** JPEG, 400 × 300, of noise, which quality makes smaller. */
let photo: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pictures-test-'))
  photo = await noise(400, 300).jpeg({ quality: 95 }).toBuffer()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function noise(width: number, height: number) {
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
}

async function bytesOf(host: Host, filePath: string): Promise<Buffer> {
  const { data } = await new Promise<{ data: ArrayBuffer }>((success, fail) =>
    host.tt.getFileSystemManager().readFile({ filePath, success, fail }),
  )
  return Buffer.from(data)
}
const put = (host: Host, name: string, data: Uint8Array | string) => host.addFile({ name, data })

describe('getImageInfo', () => {
  test('[16.21] gives size, path and format of every kind of picture', async () => {
    const host = startHost()
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff'] as const) {
      const data = await noise(30, 20).toFormat(format).toBuffer()
      // The content decides, whatever the name is.
      const src = await put(host, 'a.bin', data)
      expect(await ask(host, 'getImageInfo', { src })).toEqual({
        errMsg: 'getImageInfo:ok',
        width: 30,
        height: 20,
        path: src,
        orientation: 'up',
        type: format,
      })
    }
  })

  test('[16.21] tells how the camera was held, and the size as it is stored', async () => {
    const host = startHost()
    const names = [
      'up',
      'up-mirrored',
      'down',
      'down-mirrored',
      'left-mirrored',
      'right',
      'right-mirrored',
      'left',
    ]
    for (const [index, orientation] of names.entries()) {
      const data = await noise(30, 20)
        .jpeg()
        .withMetadata({ orientation: index + 1 })
        .toBuffer()
      const src = await put(host, 'a.jpg', data)
      expect(await ask(host, 'getImageInfo', { src })).toMatchObject({
        width: 30,
        height: 20,
        orientation,
      })
    }
  })

  test('[16.21] reads a saved file too', async () => {
    const host = startHost()
    const tempFilePath = await put(host, 'a.jpg', photo)
    const { savedFilePath } = await new Promise<{ savedFilePath: string }>((success, fail) =>
      host.tt.saveFile({ tempFilePath, success, fail }),
    )
    expect(await ask(host, 'getImageInfo', { src: savedFilePath })).toMatchObject({
      width: 400,
      height: 300,
      path: savedFilePath,
    })
  })

  test('[16.22] says why it can not', async () => {
    const host = startHost()
    const none = await put(host, 'a.jpg', 'no picture')
    const empty = await put(host, 'b.jpg', '')
    const failures: [unknown, string][] = [
      [none, 'src is no picture of a known format'],
      [empty, 'src is no picture of a known format'],
      ['ttfile://temp/none', 'no such file or directory, getImageInfo ttfile://temp/none'],
      ['ttfile://user', 'no such file or directory, getImageInfo ttfile://user'],
      ['/etc/hosts', 'permission denied, getImageInfo /etc/hosts'],
      ['images/a.png', 'permission denied, getImageInfo images/a.png'],
      [undefined, 'params src is required'],
      [['a'], 'params src type is not string'],
    ]
    for (const [src, text] of failures) {
      expect(await ask(host, 'getImageInfo', { src })).toEqual({
        errMsg: `getImageInfo:fail ${text}`,
      })
    }
  })
})

describe('getImageInfo of a URL', () => {
  async function serve(answer: Parameters<typeof startServer>[0]) {
    const { origin } = await startServer(answer)
    const storage = await temporaryFolder()
    return { origin, storage, host: startHost({ trustedOrigins: [origin], storage }) }
  }

  test('[16.33] downloads the picture into temp', async () => {
    const { origin, host } = await serve((_request, response) =>
      response.setHeader('content-type', 'image/jpeg').end(photo),
    )
    const { path, ...told } = await ask(host, 'getImageInfo', { src: `${origin}/a/b?c` })
    expect(told).toEqual({
      errMsg: 'getImageInfo:ok',
      width: 400,
      height: 300,
      orientation: 'up',
      type: 'jpeg',
    })
    expect(path).toMatch(/^ttfile:\/\/temp\/[0-9a-f]{24}\.(jpe?g)$/)
    expect(await bytesOf(host, path)).toEqual(photo)
  })

  test('[16.33] what fails leaves no file', async () => {
    const { origin, storage, host } = await serve(({ target }, response) => {
      if (target === '/text') response.end('no picture')
      else if (target === '/gone') response.writeHead(404).end(photo)
      else response.destroy()
    })
    const fail = async (src: string) => (await ask(host, 'getImageInfo', { src })).errMsg
    expect(await fail(`${origin}/text`)).toBe(
      'getImageInfo:fail src is no picture of a known format',
    )
    expect(await fail(`${origin}/gone`)).toBe('getImageInfo:fail src has the status 404')
    expect(await fail(`${origin}/broken`)).toBe('getImageInfo:fail interrupted')
    expect(await fail('HTTPS://example.com/a.png')).toBe(
      'getImageInfo:fail url not in domain list, url == HTTPS://example.com/a.png',
    )
    const files = readdirSync(storage, { recursive: true, withFileTypes: true })
    expect(files.filter((file) => file.isFile()).map(({ name }) => name)).toEqual([])
  })

  test('[16.31] a download that the host closes on fails', async () => {
    let came = () => {}
    const asked = new Promise<void>((resolve) => {
      came = resolve
    })
    const { origin, host } = await serve(() => came())
    const told = ask(host, 'getImageInfo', { src: `${origin}/a.png` })
    await asked
    await host.close()
    expect(await told).toEqual({ errMsg: 'getImageInfo:fail host is closed' })
  })
})

describe('compressImage', () => {
  test('[16.23] the quality decides how small; 80 by default', async () => {
    const host = startHost()
    const src = await put(host, 'a.jpg', photo)
    const sizes: number[] = []
    for (const quality of [0, 30, undefined, 90]) {
      const { errMsg, tempFilePath } = await ask(host, 'compressImage', { src, quality })
      expect(errMsg).toBe('compressImage:ok')
      expect(tempFilePath).toMatch(/^ttfile:\/\/temp\/[0-9a-f]{24}\.jpg$/)
      const bytes = await bytesOf(host, tempFilePath)
      expect(await sharp(bytes).metadata()).toMatchObject({
        format: 'jpeg',
        width: 400,
        height: 300,
      })
      sizes.push(bytes.byteLength)
    }
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    expect(new Set(sizes).size).toBe(4)
    const { tempFilePath } = await ask(host, 'compressImage', { src, quality: 80 })
    expect((await bytesOf(host, tempFilePath)).byteLength).toBe(sizes[2])
    expect(await bytesOf(host, src)).toEqual(photo)
  })

  test('[16.23] a photo that was taken upright stays upright', async () => {
    const host = startHost()
    const data = await noise(300, 200)
      .jpeg({ quality: 95 })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const src = await put(host, 'a.jpg', data)
    const { tempFilePath } = await ask(host, 'compressImage', { src, quality: 50 })
    expect(await ask(host, 'getImageInfo', { src: tempFilePath })).toMatchObject({
      width: 200,
      height: 300,
      orientation: 'up',
    })
  })

  test('[16.24] what is no JPEG, or would not get smaller, is given as it is', async () => {
    const host = startHost()
    const png = await put(host, 'a.png', await noise(30, 20).png().toBuffer())
    const small = await put(host, 'b.jpg', await noise(30, 20).jpeg({ quality: 5 }).toBuffer())
    for (const src of [png, small]) {
      expect(await ask(host, 'compressImage', { src, quality: 100 })).toEqual({
        errMsg: 'compressImage:ok',
        tempFilePath: src,
      })
    }
  })

  test('[16.24] a file of the machine is not changed', async () => {
    const path = join(folder, 'kept.jpg')
    writeFileSync(path, photo)
    const host = startHost()
    const src = await host.addFile(path)
    const { tempFilePath } = await ask(host, 'compressImage', { src, quality: 10 })
    expect(tempFilePath).not.toBe(src)
    const digest = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex')
    expect(digest(readFileSync(path))).toBe(digest(photo))
  })

  test('[16.25] a list gives a list; only where all failed the call fails', async () => {
    const host = startHost()
    const src = await put(host, 'a.jpg', photo)
    const { errMsg, tempFilePath } = await ask(host, 'compressImage', {
      src: [src, 'ttfile://temp/none', src],
    })
    expect(errMsg).toBe('compressImage:ok')
    expect(tempFilePath).toEqual([
      expect.stringMatching(/^ttfile:/),
      '',
      expect.stringMatching(/^ttfile:/),
    ])
    expect(tempFilePath[0]).not.toBe(tempFilePath[2])
    expect(await ask(host, 'compressImage', { src: ['a', 'https://b'] })).toEqual({
      errMsg: 'compressImage:fail batch compress images fail',
      errorCode: 112104,
      errorType: 'D',
    })
  })

  test('[16.26] wrong parameters have the number and the words of the page', async () => {
    const host = startHost()
    const src = await put(host, 'a.jpg', photo)
    const none = await put(host, 'none.jpg', 'no picture')
    const broken = await put(host, 'broken.jpg', photo.subarray(0, 2000))
    const cases: [object, string][] = [
      [{}, 'params src is required'],
      [{ src: '' }, 'params src is required'],
      [{ src: [] }, 'params src is required'],
      [{ src: 5 }, 'params src type is not string type'],
      [{ src: [src, 5] }, 'params src type is not string type'],
      [{ src: 'ttfile://temp/none' }, 'src is invalid'],
      [{ src: '/etc/hosts' }, 'src is invalid'],
      [{ src: 'https://example.com/a.jpg' }, 'src is invalid'],
      [{ src: none }, 'src is invalid'],
      [{ src: broken }, 'src is invalid'],
      [{ src, quality: 101 }, 'params quality is invalid'],
      [{ src, quality: -1 }, 'params quality is invalid'],
      [{ src, quality: Number.NaN }, 'params quality is invalid'],
      [{ src, quality: '80' }, 'params quality type is not number'],
    ]
    for (const [options, text] of cases) {
      expect(await ask(host, 'compressImage', options)).toEqual({
        errMsg: `compressImage:fail ${text}`,
        errorCode: 112199,
        errorType: 'D',
      })
    }
  })
})

describe('filePicker', () => {
  const names = ['a.txt', 'b.pdf', 'c.JPG', 'd']
  const paths = () => names.map((name) => join(folder, name))
  beforeAll(() => {
    for (const path of paths()) writeFileSync(path, `of ${path.slice(folder.length + 1)}`)
  })

  test('[16.28] gives path, name and size of files of any kind', async () => {
    const host = startHost({ album: paths() })
    const { errMsg, list } = await ask(host, 'filePicker', {
      pickerTitle: 'Select',
      pickerConfirm: 'Confirm',
    })
    expect(errMsg).toBe('filePicker:ok')
    expect(list).toEqual(
      names.map((name) => ({
        path: expect.stringMatching(/^ttfile:\/\/temp\/[0-9a-f]{24}(\.\w+)?$/),
        name,
        size: `of ${name}`.length,
      })),
    )
    expect((await bytesOf(host, list[1].path)).toString()).toBe('of b.pdf')
  })

  test('[16.28] a function decides, and cancelling fails', async () => {
    const asked: ChooseRequest[] = []
    const host = startHost({
      album: (request) => {
        asked.push(request)
        return asked.length > 1 ? undefined : [{ name: 'note.md', data: 'text' }]
      },
    })
    const options = { maxNum: 3, supportFileTypes: ['.md'] }
    expect((await ask(host, 'filePicker', options)).list).toEqual([
      { path: expect.stringMatching(/\.md$/), name: 'note.md', size: 4 },
    ])
    expect(asked[0]).toMatchObject({
      api: 'filePicker',
      count: 3,
      mediaType: ['file'],
      fileTypes: ['md'],
    })
    expect(await ask(host, 'filePicker')).toEqual({ errMsg: 'filePicker:fail cancel' })
    expect(await ask(startHost(), 'filePicker')).toEqual({ errMsg: 'filePicker:fail cancel' })
  })

  test('[16.28] what is not there fails by its own name, and leaves nothing chosen', async () => {
    const host = startHost({ album: [join(folder, 'a.txt'), join(folder, 'none.txt')] })
    const { errMsg } = await ask(host, 'filePicker')
    expect(errMsg).toBe('filePicker:fail none.txt is not there')
  })

  test('[16.29] maxNum, supportFileTypes and isSystem', async () => {
    const host = startHost({ album: paths() })
    const pick = async (options: object) =>
      (await ask(host, 'filePicker', options)).list.map(({ name }: { name: string }) => name)
    expect(await pick({ maxNum: 2 })).toEqual(['a.txt', 'b.pdf'])
    expect(await pick({ supportFileTypes: ['jpg', 'txt'] })).toEqual(['a.txt', 'c.JPG'])
    expect(await pick({ supportFileTypes: [] })).toEqual(names)
    expect(await pick({ isSystem: true, maxNum: 5, supportFileTypes: ['pdf'] })).toEqual(['a.txt'])
    for (const [options, text] of [
      [{ maxNum: 0 }, 'params maxNum is invalid'],
      [{ supportFileTypes: 'pdf' }, 'params supportFileTypes type is not array'],
      [{ supportFileTypes: [5] }, 'params supportFileTypes is invalid'],
      [{ isSystem: 1 }, 'params isSystem type is not boolean'],
    ] as const) {
      expect((await ask(host, 'filePicker', options)).errMsg).toBe(`filePicker:fail ${text}`)
    }
  })
})
