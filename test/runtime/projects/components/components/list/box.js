Component({
  relations: {
    './item': {
      type: 'child',
      linked(item) {
        this.told = [...(this.told || []), `linked ${item.data.label}`]
      },
      unlinked(item) {
        this.told = [...this.told, `unlinked ${item.data.label}`]
      },
    },
  },
  methods: {
    labels() {
      return this.getRelationNodes('./item').map((item) => item.data.label)
    },
  },
})
