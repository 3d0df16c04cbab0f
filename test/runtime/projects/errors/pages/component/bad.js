Component({
  attached() {
    throw new Error('thrown in attached')
  },
})
