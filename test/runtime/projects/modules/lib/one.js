exports.early = 'early'
exports.told = require('./two').told
exports.late = 'late'
