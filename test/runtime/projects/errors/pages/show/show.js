Page({
  onShow() {
    throw new Error('thrown in onShow')
  },
})
