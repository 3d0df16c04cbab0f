const log = getApp().globalData.log
Component({
  properties: { paramA: Number, paramB: String },
  data: { own: 1 },
  lifetimes: {
    created: () => log.push('created'),
    attached: () => log.push('attached'),
    ready: () => log.push('ready'),
    detached: () => log.push('detached'),
  },
  pageLifetimes: { show: () => log.push('show') },
  methods: {
    onLoad(query) {
      log.push(['onLoad', query, this.data.paramA, this.data.paramB])
    },
    onShow: () => log.push('onShow'),
    onReady: () => log.push('onReady'),
    onUnload: () => log.push('onUnload'),
  },
})
