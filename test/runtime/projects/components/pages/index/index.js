Page({
  data: {
    title: 'Hello',
    cardClass: 'red',
    list: [{ n: 1 }],
    user: { name: 'Ann' },
    showSecond: false,
    log: [],
  },
  note(entry) {
    this.setData({ [`log[${this.data.log.length}]`]: entry })
  },
  onNews({ type, detail, target, currentTarget }) {
    this.note({ by: 'card', type, detail, target, currentTarget })
  },
  onFrame({ target, currentTarget }) {
    this.note({ by: 'frame', target: target.id, currentTarget: currentTarget.id })
  },
  onOuter() {
    this.note({ by: 'page' })
  },
  onStop() {
    this.note({ by: 'stop' })
  },
  change(event) {
    return new Promise((resolve) => this.setData(event.detail, resolve))
  },
  selects() {
    return {
      id: this.selectComponent('#first').is,
      class: this.selectComponent('.card.red').id,
      tag: this.selectAllComponents('my-card').length,
      several: this.selectAllComponents('#first, .else').map((one) => one.is),
      none: this.selectComponent('#nobody'),
    }
  },
  selectsLater() {
    return new Promise((resolve) => this.selectComponent('#first', (found) => resolve(found.id)))
  },
})
