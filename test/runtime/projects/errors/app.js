App({
  globalData: { errors: [], rejections: [], missing: [] },
  onError(message) {
    this.globalData.errors.push(message)
  },
  onUnhandledRejection({ reason }) {
    this.globalData.rejections.push(reason)
  },
  onPageNotFound(options) {
    this.globalData.missing.push(options)
    if (options.query.help) tt.redirectTo({ url: '/pages/index/index' })
  },
})
