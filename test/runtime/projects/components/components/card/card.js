const counting = require('./counting')

Component({
  behaviors: [counting],
  properties: {
    headerText: {
      type: String,
      value: 'default title',
      observer(now, before) {
        this.told('headerText', before, now)
      },
    },
    size: { type: Number, value: 3, observer: 'sizeChanged' },
    flag: Boolean,
    list: Array,
    user: Object,
    note: String,
    either: { type: String, optionalTypes: [Number], value: 'none' },
  },
  data: { own: { a: 1 }, shared: { card: true }, order: 'card' },
  observers: {
    'own.a, size'(a, size) {
      this.told('own.a, size', a, size)
    },
    'own.**'(own) {
      this.told('own.**', JSON.stringify(own))
    },
    'list[0].n'(n) {
      this.told('list[0].n', n)
    },
  },
  lifetimes: {
    created() {
      this.entries = this.entries || []
    },
    attached() {
      this.told('attached', this.data.headerText)
    },
    detached() {
      this.told('detached')
    },
  },
  methods: {
    told(...entry) {
      this.entries = [...(this.entries || []), entry]
    },
    sizeChanged(now, before) {
      this.told('size', before, now)
    },
    send(event) {
      this.triggerEvent('news', event.detail.news, { bubbles: event.detail.bubbles })
    },
    stop() {
      this.triggerEvent('stop', {}, { bubbles: true })
    },
    who: () => 'card',
    nothing() {
      this.triggerEvent('unheard')
    },
    set(event) {
      this.setData(event.detail)
    },
    read() {
      return {
        is: this.is,
        id: this.id,
        dataset: this.dataset,
        same: this.properties === this.data,
        count: this.count(),
        overridden: this.who(),
        has: [this.hasBehavior(counting), this.hasBehavior('another')],
      }
    },
  },
})
