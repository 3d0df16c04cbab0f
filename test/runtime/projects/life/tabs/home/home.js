require('/record.js')('home', {
  data: { heard: [] },
  onLoad() {
    this.getOpenerEventChannel().on?.('greeting', (text) => this.setData({ heard: [text] }))
  },
  onReady() {
    this.getOpenerEventChannel().emit?.('answer', 'from home')
  },
  go(event) {
    const { api, url, delta, query } = event.detail
    return new Promise((resolve) => tt[api]({ url, delta, query, complete: resolve }))
  },
})
