const isPlain = (value) => Object.getPrototypeOf(value) === Object.prototype
const kinds = {
  process: () => typeof process,
  Buffer: () => typeof Buffer,
  document: () => typeof document,
  window: () => typeof window,
  fetch: () => typeof fetch,
  URL: () => typeof URL,
  TextEncoder: () => typeof TextEncoder,
  WebAssembly: () => typeof WebAssembly,
  queueMicrotask: () => typeof queueMicrotask,
  Promise: () => typeof Promise,
  Uint8Array: () => typeof Uint8Array,
  console: () => typeof console.log,
  setTimeout: () => typeof setTimeout,
  global: () => global === globalThis && global.Object === Object,
}

Page({
  data: {},
  globals() {
    return Object.fromEntries(Object.entries(kinds).map(([name, ask]) => [name, ask()]))
  },
  usesProcess() {
    return process.env.NODE_ENV
  },
  evaluates() {
    return eval('1 + 1')
  },
  makesFunction() {
    return new Function('return 1')()
  },
  escapes() {
    return tt.uploadFile.constructor('return process')()
  },
  async results() {
    const files = tt.getFileSystemManager()
    files.writeFileSync('ttfile://user/a.txt', 'abc', 'utf8')
    const bytes = files.readFileSync('ttfile://user/a.txt')
    const read = await new Promise((success, fail) =>
      files.readFile({ filePath: 'ttfile://user/a.txt', success, fail }),
    )
    files.writeFileSync('ttfile://user/b.txt', new Uint8Array([100, 101]).buffer)
    const names = files.readdirSync('ttfile://user')
    let thrown
    try {
      files.readFileSync('ttfile://user/none')
    } catch (error) {
      thrown = error
    }
    return {
      bytes: bytes instanceof ArrayBuffer,
      text: String.fromCharCode(...new Uint8Array(bytes)),
      asynchronous: read.data instanceof ArrayBuffer && isPlain(read),
      back: files.readFileSync('ttfile://user/b.txt', 'utf8'),
      list: names instanceof Array && names.map((name) => name).constructor === Array,
      error: thrown instanceof Error,
      message: thrown.message,
      api: isPlain(tt) && tt.uploadFile instanceof Function,
    }
  },
  async task() {
    const filePath = await new Promise((resolve) => {
      tt.chooseImage({ count: 1, success: (res) => resolve(res.tempFilePaths[0]) })
    })
    const seen = []
    await new Promise((complete) => {
      const task = tt.uploadFile({
        url: 'https://upload.example.com/',
        filePath,
        name: 'file',
        success: (res) => seen.push(isPlain(res) && isPlain(res.header)),
        fail: (res) => seen.push(res.errMsg),
        complete,
      })
      const unwanted = () => seen.push('was taken off')
      task.onProgressUpdate(unwanted)
      task.offProgressUpdate(unwanted)
      task.onHeadersReceived((res) => seen.push(isPlain(res)))
    })
    return seen
  },
  extendsTt() {
    tt.webpackJsonp = [1]
    return [tt.webpackJsonp.length, typeof tt.nothing]
  },
  forgets() {
    Promise.reject(new Error('nobody cares'))
  },
  forgetsAsync() {
    setTimeout(async () => {
      throw new Error('an async callback')
    })
  },
  instances() {
    return [isPlain(this.data), isPlain(this), getCurrentPages() instanceof Array]
  },
  timers() {
    this.ticks = 0
    const ids = [setInterval(() => this.setData({ ticks: ++this.ticks }), 1)]
    const never = setTimeout(() => this.setData({ never: true }), 1)
    clearTimeout(never)
    setTimeout((a, b) => this.setData({ told: a + b }), 1, 'a', 'b')
    return ids.map((id) => typeof id)
  },
})
