Page({
  data: { localImagePath: "", },
  chooseImage() {
    tt.chooseImage({
      count: 1,
      sizeType: ["compressed"],
      sourceType: ["album"],
      success: (res) => {
        console.log("tt.chooseImage success", res);
        const localImagePath = res.tempFilePaths[0];
        this.uploadFile(localImagePath);
      },
      fail: (res) => { console.log("tt.chooseImage fail", res); },
      complete: (res) => { console.log("tt.chooseImage complete", res); },
    });
  },
  uploadFile(path) {
    tt.showLoading({ title: "正在上传", });
    tt.uploadFile({
      url: "https://jsonplaceholder.typicode.com/posts/",
      filePath: path,
      name: "data",
      header: { a: "b", },
      formData: { c: "d", },
      success: (res) => {
        console.log("tt.uploadFile success", res);
        this.setData({ localImagePath: path, });
      },
      fail: (res) => { console.log("tt.uploadFile fail", res); },
      complete: (res) => {
        console.log("tt.uploadFile complete", res);
        tt.hideLoading();
      },
    });
  },
});
