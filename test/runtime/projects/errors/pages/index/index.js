Page({
  data: { list: [1] },
  throws() {
    throw new TypeError('thrown in a handler')
  },
  async rejects() {
    await null
    throw new RangeError('rejected in a handler')
  },
  throwsText() {
    throw 'just a text'
  },
  later() {
    setTimeout(() => {
      throw new Error('thrown by a timer')
    })
  },
  callback() {
    tt.showToast({
      title: 'Hello',
      success() {
        throw new Error('thrown by a callback')
      },
    })
  },
  setsWrong() {
    this.setData(1)
  },
  setsWrongPath() {
    this.setData({ 'a..b': 1 })
  },
  setsCycle() {
    const a = {}
    a.a = a
    this.setData({ a })
  },
  circles() {
    const again = () => this.setData({ n: Date.now() }, again)
    again()
  },
  goes(event) {
    return new Promise((resolve) => {
      const complete = ({ errMsg }) => resolve(getApp().globalData.missing.push({ errMsg }))
      tt.navigateTo({ url: event.detail, complete })
    })
  },
})
