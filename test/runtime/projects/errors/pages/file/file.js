const nothing = undefined
nothing.field = 1
Page({})
