/** What permissions are called on the phone. */
const names: Readonly<Record<string, string>> = {
  'scope.userInfo': '获取你的昵称、头像',
  'scope.userLocation': '获取你的位置信息',
  'scope.address': '获取你的收货地址',
  'scope.record': '使用你的麦克风',
  'scope.album': '保存图片或视频到你的相册',
  'scope.camera': '使用你的摄像头',
}

/** The name of a permission; an unknown one by itself. */
export function scopeName(scope: string): string {
  return names[scope] ?? scope
}
