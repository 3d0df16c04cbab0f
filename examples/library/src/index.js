/** What may go well at the next try: the network's own troubles, and a server that is busy. */
const passing = (error) => error.errorType === 'U' || error.statusCode >= 500

/**
 * tt.uploadFile as a promise, which tries again where that may help.
 * @param {object} options those of tt.uploadFile, without callbacks
 * @param {{ tries?: number, onProgress?: (percent: number) => void }} [how]
 */
export async function upload(options, { tries = 3, onProgress } = {}) {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await uploadOnce(options, onProgress)
    } catch (error) {
      if (left === 0 || !passing(error)) throw error
    }
  }
}

function uploadOnce(options, onProgress) {
  return new Promise((resolve, reject) => {
    const task = tt.uploadFile({
      ...options,
      success(result) {
        if (result.statusCode < 300) resolve(result)
        else reject(Object.assign(new Error(`status ${result.statusCode}`), result))
      },
      fail: (error) => reject(Object.assign(new Error(error.errMsg), error)),
    })
    if (onProgress !== undefined) task.onProgressUpdate(({ progress }) => onProgress(progress))
  })
}
