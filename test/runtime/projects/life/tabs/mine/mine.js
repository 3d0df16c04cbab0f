require('/record.js')('mine', {
  data: { heard: [] },
  onLoad() {
    this.getOpenerEventChannel().on?.('greeting', (text) => this.setData({ heard: [text] }))
  },
  onReady() {
    this.getOpenerEventChannel().emit?.('answer', 'from mine')
  },
  go(event) {
    const { api, url, delta, query } = event.detail
    return new Promise((resolve) => tt[api]({ url, delta, query, complete: resolve }))
  },
})
