/** One upload of the run: called as planned, and watched to its end and beyond. */
import type { UploadFileResult, UploadTask } from 'tt-anywhere'
import type { Outcome } from './expected.js'
import type { Pause, UploadPlan } from './uploads.js'

/** The part of a host that uploads. */
interface Uploader {
  readonly tt: { uploadFile(options: object): UploadTask }
}

/** An upload that was watched. */
export interface Watched {
  readonly outcome: Outcome
  /** What should not have been, so far: more may come until the round is over. */
  readonly wrong: readonly string[]
}

/** Milliseconds that an upload may take beyond its time-out, on a busy machine. */
const patience = 30_000

/** Uploads as planned; resolves when complete was called. */
export function runUpload(
  plan: UploadPlan,
  { tt }: Uploader,
  options: { url: string; filePath: string },
  pause: (pause: Pause) => void,
): Promise<Watched> {
  return new Promise((resolve) => {
    const wrong: string[] = []
    const order: string[] = []
    const begin = performance.now()
    let result: unknown
    let success: Outcome['success']
    let fail: Outcome['fail']
    let aborted = false
    let progress = 0
    let sent = 0
    let bodySize = 0
    let returned = false
    let headers = 0

    const stuck = setTimeout(() => {
      wrong.push(`it has not ended after ${plan.timeout + patience} ms`)
      finish()
    }, plan.timeout + patience)
    const finish = () => {
      clearTimeout(stuck)
      const took = performance.now() - begin
      resolve({ outcome: { plan, success, fail, aborted, took, bodySize }, wrong })
    }
    const settle = (name: string, value: object) => {
      if (!returned) wrong.push(`${name} before the call returned`)
      if (order.length > 0) wrong.push(`${name} after ${order.join(', ')}`)
      order.push(name)
      result = value
    }
    /** Once, when its time has come. */
    let unpaused = plan.pause
    const pauseAt = (when: Pause['when']) => {
      if (unpaused?.when !== when) return
      pause(unpaused)
      unpaused = undefined
    }
    const abort = () => {
      aborted ||= order.length === 0
      task.abort()
    }

    const task = tt.uploadFile({
      ...options,
      name: 'file',
      formData: { id: String(plan.number), reply: plan.reply },
      timeout: plan.timeout,
      success(value: UploadFileResult<string>) {
        settle('success', value)
        success = { statusCode: value.statusCode, data: value.data }
        if (value.errMsg !== 'uploadFile:ok') wrong.push(`success with ${value.errMsg}`)
        if (progress !== 100 && !endsEarly(value.data)) wrong.push(`success at ${progress} %`)
        if (headers !== 1) wrong.push(`success after ${headers} events of headers`)
      },
      fail(value: { errMsg: string; errorCode: number }) {
        settle('fail', value)
        fail = value
      },
      complete(value: object) {
        if (order.length !== 1) wrong.push(`complete after ${order.join(', ') || 'nothing'}`)
        if (value !== result) wrong.push('complete with another object')
        order.push('complete')
        finish()
      },
    })
    returned = true
    task.onProgressUpdate((event) => {
      const { totalBytesSent, totalBytesExpectedToSend: total } = event
      if (order.length > 0) wrong.push('progress after the end')
      if (aborted) wrong.push('progress after abort()')
      if (event.progress < progress || totalBytesSent < sent) wrong.push('progress fell')
      if (totalBytesSent > total) wrong.push(`${totalBytesSent} of ${total} bytes sent`)
      if (event.progress !== Math.floor((totalBytesSent / total) * 100)) {
        wrong.push(`${event.progress} % at ${totalBytesSent} of ${total} bytes`)
      }
      progress = event.progress
      sent = totalBytesSent
      bodySize = total
      pauseAt('progress')
      if (plan.abort?.when === 'progress') abort()
    })
    task.onHeadersReceived(() => {
      headers += 1
      if (order.length > 0) wrong.push('headers after the end')
      if (aborted) wrong.push('headers after abort()')
      pauseAt('headers')
      if (plan.abort?.when === 'headers') abort()
    })
    pauseAt('atOnce')
    if (plan.abort?.when === 'atOnce') abort()
    if (plan.abort?.when === 'later') setTimeout(abort, plan.abort.ms).unref()
  })
}

/** An answer of the proxy's own may come before the body went out. */
function endsEarly(data: string): boolean {
  return !data.startsWith('{')
}
