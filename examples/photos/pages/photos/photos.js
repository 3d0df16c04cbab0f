// Tasks are no data: they stay beside the page.
const tasks = new Map()
let lastId = 0

Page({
  data: { photos: [], done: 0, running: 0 },

  choose() {
    tt.chooseImage({
      count: 9,
      success: ({ tempFiles }) => {
        const added = tempFiles.map(({ path, size }) => {
          lastId += 1
          return { id: lastId, path, size: Math.ceil(size / 1024), progress: 0 }
        })
        this.setData({
          photos: [...this.data.photos, ...added.map((photo) => ({ ...photo, ...waiting }))],
        })
        // All at once: tt queues what is more than five.
        for (const { id } of added) this.upload(id)
      },
    })
  },

  upload(id) {
    const task = tt.uploadFile({
      url: 'https://upload.example.com/photos',
      filePath: this.photo(id).path,
      name: 'photo',
      formData: { id: String(id) },
      success: ({ statusCode }) =>
        statusCode === 200
          ? this.change(id, { state: 'done', text: '已上传', progress: 100 })
          : this.change(id, { state: 'failed', text: `服务器返回 ${statusCode}` }),
      fail: ({ errMsg }) =>
        /abort/.test(errMsg)
          ? this.change(id, { state: 'cancelled', text: '已取消' })
          : this.change(id, { state: 'failed', text: '上传失败' }),
      complete: () => tasks.delete(id),
    })
    tasks.set(id, task)
    task.onProgressUpdate(({ progress }) => {
      this.change(id, { state: 'running', text: `${progress}%`, progress })
    })
    this.change(id, waiting)
  },

  cancel({ currentTarget }) {
    tasks.get(currentTarget.dataset.id)?.abort()
  },

  cancelAll() {
    for (const task of [...tasks.values()]) task.abort()
  },

  retry({ currentTarget }) {
    this.upload(currentTarget.dataset.id)
  },

  onUnload() {
    this.cancelAll()
  },

  photo(id) {
    return this.data.photos.find((photo) => photo.id === id)
  },

  /** Only what changed goes to the view. */
  change(id, fields) {
    const { photos } = this.data
    const index = photos.findIndex((photo) => photo.id === id)
    const changed = { ...photos[index], ...fields }
    const after = photos.map((photo, at) => (at === index ? changed : photo))
    const count = (states) => after.filter(({ state }) => states.includes(state)).length
    this.setData({
      [`photos[${index}]`]: changed,
      done: count(['done']),
      running: count(['waiting', 'running']),
    })
  },
})

const waiting = { state: 'waiting', text: '等待中', progress: 0 }
