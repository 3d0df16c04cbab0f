export default { pages: ['pages/photo/photo'], window: { navigationBarTitleText: 'Photo' } }
