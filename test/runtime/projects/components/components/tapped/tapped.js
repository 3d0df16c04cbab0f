Component({
  data: { taps: [] },
  methods: {
    note({ currentTarget }) {
      this.setData({ taps: this.data.taps.concat(currentTarget.dataset.is) })
    },
  },
})
