Page({
  data: { localImagePath: '', message: '', failed: false, size: 0 },

  chooseImage() {
    tt.chooseImage({
      count: 1,
      sizeType: ['compressed'],
      sourceType: ['album'],
      success: ({ tempFilePaths, tempFiles }) => {
        this.setData({ size: Math.ceil(tempFiles[0].size / 1024) })
        this.uploadFile(tempFilePaths[0])
      },
    })
  },

  uploadFile(filePath) {
    tt.showLoading({ title: '正在上传' })
    tt.uploadFile({
      url: 'https://upload.example.com/photos',
      filePath,
      name: 'photo',
      formData: { album: 'simulator' },
      success: ({ statusCode }) => {
        // Any status is a success of the call: whether the server took it, the status says.
        const failed = statusCode !== 200
        this.setData({
          localImagePath: failed ? '' : filePath,
          message: failed ? `服务器返回 ${statusCode}` : '上传成功',
          failed,
        })
      },
      fail: ({ errMsg }) => this.setData({ message: errMsg, failed: true }),
      complete: () => tt.hideLoading(),
    })
  },
})
