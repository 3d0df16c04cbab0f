const one = require('./one')
exports.told = [one.early, one.late]
