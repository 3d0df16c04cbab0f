App({
  onUnhandledRejection({ reason }) {
    this.rejected = reason.message
  },
})
