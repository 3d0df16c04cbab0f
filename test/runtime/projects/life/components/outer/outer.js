const write = (text) => getApp().globalData.log.push(`outer.${text}`)
Component({
  lifetimes: {
    created: () => write('created'),
    attached: () => write('attached'),
    ready: () => write('ready'),
    detached: () => write('detached'),
  },
  attached: () => write('attached, the old way, which counts less'),
  pageLifetimes: { show: () => write('show'), hide: () => write('hide') },
})
