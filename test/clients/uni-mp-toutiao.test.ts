// uni-app's runtime for Toutiao with Vue 3: `uni`, as its builds put it in front of tt.
import { expect, test } from 'vitest'
import { bundled } from './load.js'
import { testClient } from './suite.js'
import { testAround, type Uni, uniClient } from './uni.js'

let uni: Uni

async function load() {
  // A mini-program has it as a global beside tt, and the runtime asks it for the language.
  Object.assign(globalThis, { getApp: () => undefined })
  const source = "export { default } from '@dcloudio/uni-mp-toutiao/dist/uni.api.esm.js'"
  const alias = { vue: '@dcloudio/uni-mp-vue' }
  uni = (await bundled<{ default: Uni }>(source, { alias })).default
  return uniClient(uni)
}

test('without callbacks it gives a promise', async () => {
  const absent = uni.uploadFile({ url: '', filePath: '', name: 'file' })
  await expect(absent).rejects.toMatchObject({ errMsg: 'uploadFile:fail params url is required' })
})

testAround(() => uni)

testClient({
  library: '@dcloudio/uni-mp-toutiao',
  globals: ['tt'],
  load,
  can: { upload: true, download: true },
  rejectsStatus: false,
})
