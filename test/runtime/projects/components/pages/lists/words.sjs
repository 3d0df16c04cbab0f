var mark = require('./mark.sjs')
var last = getRegExp('E$', 'i')
module.exports = {
  loud: function (text) {
    return text.toUpperCase() + (last.test(text) || getDate(0).getTime() === 0 ? mark : '')
  },
}
