const initial = { list: [{ n: 1 }], deep: { a: { b: 1 } } }
Page({
  data: initial,
  order() {
    const seen = []
    return new Promise((resolve) => {
      this.setData({ 'list[1].n': 2, 'deep.a.c': 3, fresh: 'x', 'more.of[0].it': 1 }, function () {
        seen.push('callback', this.data.fresh)
        resolve(seen)
      })
      seen.push('at once', this.data.list[1].n)
    })
  },
  copies() {
    const own = { n: 1 }
    this.setData({ own, same: this.data.list })
    own.n = 2
    this.data.list[0].n = 9
    return [this.data.own.n, this.data.same[0].n, initial.list[0].n]
  },
  kinds() {
    this.setData({ kinds: { when: new Date(0), run() {}, list: [undefined, () => {}], none: null } })
    return this.data.kinds
  },
  direct() {
    this.data.list.push({ n: 5 })
  },
  cyclic() {
    return this
  },
  takes(event) {
    return [event.type, event.detail, event.target, typeof event.timeStamp, event instanceof Object]
  },
})
