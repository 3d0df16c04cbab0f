/** Registers a page that writes its life cycles down. */
module.exports = (name, more = {}) => {
  const hooks = ['onLoad', 'onShow', 'onReady', 'onHide', 'onUnload']
  const recorded = hooks.map((hook) => [
    hook,
    function (query) {
      const suffix = hook === 'onLoad' ? JSON.stringify(query) : ''
      getApp().globalData.log.push(`${name}.${hook}${suffix}`)
      if (more[hook]) more[hook].call(this, query)
    },
  ])
  Page({ ...more, ...Object.fromEntries(recorded) })
}
