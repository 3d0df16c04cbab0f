const { server } = require('../../config.js')

Page({
  data: { title: 'Photos', outcome: 'nothing yet', list: [{ name: 'one', done: false }] },
  upload() {
    const manager = tt.getFileSystemManager()
    const filePath = 'ttfile://user/photo.txt'
    manager.writeFileSync(filePath, 'a picture', 'utf8')
    const task = tt.uploadFile({
      url: `${server}/upload?from=index`,
      filePath,
      name: 'file',
      formData: { user: 'ann' },
      success: ({ statusCode }) => this.setData({ outcome: `uploaded ${statusCode}` }),
      fail: ({ errMsg }) => this.setData({ outcome: errMsg }),
    })
    task.onProgressUpdate(({ progress }) => this.setData({ progress }))
  },
  request() {
    tt.request({
      url: `${server}/answer.json`,
      method: 'POST',
      data: { question: 'how many' },
      success: ({ data }) => this.setData({ outcome: `answered ${data.count}` }),
      fail: ({ errMsg }) => this.setData({ outcome: errMsg }),
    })
  },
  download() {
    tt.downloadFile({
      url: `${server}/picture.svg`,
      success: ({ tempFilePath }) => this.setData({ outcome: tempFilePath }),
      fail: ({ errMsg }) => this.setData({ outcome: errMsg }),
    })
  },
  log() {
    console.log('some values', { name: 'a photo', sizes: [1, 2, 3] })
    for (let time = 0; time < 3; time += 1) console.warn('again')
  },
  fail() {
    throw new Error('made to fail')
  },
  store() {
    tt.setStorageSync('user', { name: 'ann', age: 30 })
    tt.setStorage({
      key: 'token',
      data: 'abc',
      complete: () => this.setData({ outcome: 'stored' }),
    })
  },
  missing() {
    this.setData({ outcome: typeof tt.createRewardedVideoAd })
  },
  go() {
    tt.navigateTo({ url: '/pages/other/other?id=7' })
  },
})
