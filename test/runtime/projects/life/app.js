const log = []
App({
  globalData: { log },
  onLaunch(options) {
    log.push(['App.onLaunch', options])
  },
  onShow(options) {
    log.push(['App.onShow', options])
  },
  onHide() {
    log.push('App.onHide')
  },
})
