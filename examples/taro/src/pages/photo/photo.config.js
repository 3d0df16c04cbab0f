export default { navigationBarTitleText: 'Photo' }
