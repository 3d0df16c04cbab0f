module.exports = { server: 'http://127.0.0.1:8099' }
