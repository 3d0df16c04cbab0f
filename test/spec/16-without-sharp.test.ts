import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { ask } from '../helpers/ask.js'
import { startHost } from '../helpers/host.js'

// As where the optional package is not installed: importing it fails.
vi.mock('sharp', () => {
  throw new Error("Cannot find package 'sharp'")
})

const photo = fileURLToPath(new URL('../../examples/photo.jpg', import.meta.url))

test('[16.27] without sharp compressImage warns once a call, and gives the picture as it is', async () => {
  const host = startHost()
  const codes: string[] = []
  host.on('warning', ({ api, code }) => codes.push(`${api} ${code}`))
  const src = await host.addFile({ name: 'a.jpg', data: await readFile(photo) })
  expect(await ask(host, 'compressImage', { src: [src, src], quality: 5 })).toEqual({
    errMsg: 'compressImage:ok',
    tempFilePath: [src, src],
  })
  expect(codes).toEqual(['compressImage compress-unavailable'])
  expect((await ask(host, 'getImageInfo', { src })).errMsg).toBe('getImageInfo:ok')
})

test('[16.27] a strict host fails the call instead', async () => {
  const host = startHost({ strict: true })
  const src = await host.addFile(photo)
  expect((await ask(host, 'compressImage', { src, quality: 5 })).errMsg).toBe(
    'compressImage:fail compressImage: pictures are not made smaller, for the optional package sharp is not installed',
  )
})
