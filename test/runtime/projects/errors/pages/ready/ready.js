Page({
  onReady() {
    throw new Error('thrown in onReady')
  },
})
