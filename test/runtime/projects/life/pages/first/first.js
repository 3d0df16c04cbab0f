require('/record.js')('first', {
  data: { answers: [] },
  onLoad() {
    Promise.resolve().then(() => getApp().globalData.log.push('first: a promise of onLoad'))
  },
  go(event) {
    const { api, url, delta, query } = event.detail
    return new Promise((resolve) => tt[api]({ url, delta, query, complete: resolve }))
  },
  greet() {
    return new Promise((resolve, reject) => {
      tt.navigateTo({
        url: '../second/second',
        events: { answer: (text) => this.setData({ answers: [text] }) },
        success: ({ errMsg, eventChannel }) => {
          eventChannel.emit('greeting', 'hello')
          resolve(errMsg)
        },
        fail: reject,
      })
    })
  },
  stack() {
    return getCurrentPages().map((page) => page.route)
  },
})
