const titles = ['选择图片', '申请签名', '直传到对象存储']

Page({
  data: {
    path: '',
    busy: false,
    steps: titles.map((title) => ({ title, state: 'waiting', detail: '' })),
    icons: { waiting: 'waiting', done: 'success', failed: 'warn' },
  },

  async start() {
    this.setData({
      busy: true,
      steps: titles.map((title) => ({ title, state: 'waiting', detail: '' })),
    })
    try {
      await this.run()
    } finally {
      this.setData({ busy: false })
    }
  },

  async run() {
    const path = await this.step(0, choose)
    if (path === undefined) return
    this.setData({ path })
    const form = await this.step(1, () => askForPolicy(path))
    if (form === undefined) return
    await this.step(2, () => upload(path, form))
  },

  /** Runs a step and shows what came of it; undefined where it failed. */
  async step(index, run) {
    try {
      const { value, detail } = await run()
      this.setData({ [`steps[${index}].state`]: 'done', [`steps[${index}].detail`]: detail })
      return value
    } catch (error) {
      const detail = error.errMsg ?? error.message
      this.setData({ [`steps[${index}].state`]: 'failed', [`steps[${index}].detail`]: detail })
      return undefined
    }
  },
})

/** An API of tt as a promise. */
function call(api, options) {
  return new Promise((success, fail) => tt[api]({ ...options, success, fail }))
}

async function choose() {
  const { tempFiles } = await call('chooseImage', { count: 1, sizeType: ['original'] })
  const { path, size } = tempFiles[0]
  return { value: path, detail: `${Math.ceil(size / 1024)} KB` }
}

/** Who may upload what, and until when, is the server's to say: no secret is in the mini-program. */
async function askForPolicy(path) {
  const type = path.slice(path.lastIndexOf('.') + 1)
  const { data } = await call('request', { url: `https://api.example.com/policy?type=${type}` })
  return { value: data, detail: data.key }
}

async function upload(filePath, formData) {
  const { statusCode, data } = await call('uploadFile', {
    url: 'https://bucket.example.com/',
    filePath,
    name: 'file',
    formData,
  })
  if (statusCode !== 201) throw new Error(`对象存储返回 ${statusCode} ${data}`)
  return { value: data, detail: '201 Created' }
}
