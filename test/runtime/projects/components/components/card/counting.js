const base = Behavior({
  attached() {
    this.told('base attached')
  },
})

module.exports = Behavior({
  behaviors: [base],
  properties: { from: { type: Number, value: 10 } },
  data: { shared: { behavior: true }, order: 'behavior' },
  definitionFilter(fields) {
    fields.data.filtered = true
  },
  attached() {
    this.told('behavior attached')
  },
  methods: {
    count() {
      return this.data.from + 1
    },
    who: () => 'behavior',
  },
})
