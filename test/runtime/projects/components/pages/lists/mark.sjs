module.exports = '!'
