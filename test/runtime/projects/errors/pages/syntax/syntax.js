Page({
  data: {,
})
