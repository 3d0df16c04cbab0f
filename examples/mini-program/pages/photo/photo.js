Page({
  data: { localImagePath: '', message: '' },

  onLoad({ album = 'photos' }) {
    this.album = album
  },

  chooseImage() {
    tt.chooseImage({
      count: 1,
      success: ({ tempFilePaths }) => this.upload(tempFilePaths[0]),
    })
  },

  upload(filePath) {
    tt.showLoading({ title: 'Uploading' })
    tt.uploadFile({
      url: 'https://upload.example.com/photos',
      filePath,
      name: 'photo',
      formData: { album: this.album },
      success: ({ statusCode }) => {
        // Any status is a success of the call: the server took it or it did not.
        if (statusCode === 200) this.setData({ localImagePath: filePath, message: 'Uploaded' })
        else this.setData({ message: `The server said ${statusCode}` })
      },
      fail: ({ errNo, errorCode = errNo, errMsg }) => {
        console.error(errorCode, errMsg)
        this.setData({ message: 'No connection: try again' })
      },
      complete: () => tt.hideLoading(),
    })
  },
})
