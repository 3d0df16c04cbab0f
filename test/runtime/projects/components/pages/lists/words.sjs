var mark = require('./mark.sjs')
module.exports = {
  loud: function (text) {
    return text.toUpperCase() + mark
  },
}
