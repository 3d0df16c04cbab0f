Component({
  properties: { start: { type: Number, value: 0 } },
  data: { count: 0 },
  lifetimes: {
    attached() {
      this.setData({ count: this.data.start })
    },
  },
  methods: {
    more() {
      this.setData({ count: this.data.count + 1 })
    },
  },
})
