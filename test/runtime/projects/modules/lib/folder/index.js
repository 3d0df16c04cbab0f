module.exports = { name: 'folder', self: typeof exports }
