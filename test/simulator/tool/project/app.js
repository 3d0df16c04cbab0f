App({
  onLaunch() {
    console.info('launched', { scene: 'test' })
  },
})
