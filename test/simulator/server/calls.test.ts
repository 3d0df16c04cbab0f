import { expect, test } from 'vitest'
import { createReceiver } from '../../../src/receiver/index.js'
import { openPage, start, told } from './page.js'

test('hello, and an upload of a picked file arrives', async () => {
  const receiver = await createReceiver()
  const page = await openPage(await start())
  expect(page.hello.apis.tasks.uploadFile).toContain('abort')
  const id = await page.pick('photo.txt', 'a photo')
  const filePath = await page.ask({ ask: 'addFile', pick: id })
  const replies = await page.call('uploadFile', { url: receiver.url, filePath, name: 'photo' })
  expect(told(replies, 'success')).toMatchObject({ errMsg: 'uploadFile:ok', statusCode: 200 })
  const { files } = await receiver.nextUpload()
  expect(files).toMatchObject([{ field: 'photo', filename: 'photo.txt', size: 7 }])
  await receiver.close()
})
