// uni-app's runtime for Toutiao with Vue 2, which many projects still build with.
import { expect, test } from 'vitest'
import { bundled } from './load.js'
import { testClient } from './suite.js'
import { testAround, type Uni, uniClient } from './uni.js'

let uni: Uni

async function load() {
  // A mini-program has these as globals beside tt, and the runtime takes two of them while it loads.
  Object.assign(globalThis, { Page: () => {}, Component: () => {}, getApp: () => undefined })
  const source = "export { default } from 'uni-mp-toutiao-vue2'"
  uni = (await bundled<{ default: Uni }>(source)).default
  return uniClient(uni)
}

test('without callbacks it gives a promise of error and result', async () => {
  const absent = uni.uploadFile({ url: '', filePath: '', name: 'file' })
  const errMsg = 'uploadFile:fail params url is required'
  expect(await absent).toMatchObject([{ errMsg }])
})

testAround(() => uni)

testClient({
  library: '@dcloudio/uni-mp-toutiao',
  installedAs: 'uni-mp-toutiao-vue2',
  globals: ['tt'],
  load,
  can: { upload: true, download: true },
  rejectsStatus: false,
})
