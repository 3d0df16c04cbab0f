module.exports = 'beside'
