Page({
  onLoad() {
    throw new Error('thrown in onLoad')
  },
  onShow() {
    getApp().globalData.shown = true
  },
})
