const methods = {}
for (const by of ['onInner', 'onOuter', 'onComponent', 'onInput']) {
  methods[by] = function note({ type, detail, target, currentTarget }) {
    const entry = { by, type, detail, target, currentTarget }
    this.setData({ log: this.data.log.concat(entry) })
  }
}

Page({
  ...methods,
  data: { log: [], shown: false },
  show() {
    this.setData({ shown: true })
  },
  throws() {
    throw new Error('thrown at once')
  },
  async rejects() {
    await undefined
    throw new Error('thrown later')
  },
})
