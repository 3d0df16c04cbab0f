Page({
  data: {
    items: [
      { id: 'a', name: 'one' },
      { id: 'b', name: 'two' },
    ],
    more: { place: 9 },
  },
  set(event) {
    this.setData(event.detail)
  },
})
