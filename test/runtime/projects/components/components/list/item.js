let made = 0
Component({
  properties: { label: String, place: Number },
  relations: { './box': { type: 'parent' } },
  data: { number: 0 },
  attached() {
    made += 1
    this.setData({ number: made })
  },
})
