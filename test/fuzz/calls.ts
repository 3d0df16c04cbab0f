/** Calls of tt, and what holds for the end of any of them. */
import type { Host } from 'tt-anywhere'
import { must, within } from './target.js'

export const apis = ['uploadFile', 'request', 'downloadFile'] as const

/** The APIs of the network. */
export type Api = (typeof apis)[number]

/** What success and fail get, as far as it is looked at. */
export interface End {
  readonly errMsg: string
  readonly errorCode?: number
  readonly errorType?: string
  readonly statusCode?: number
  readonly header?: Readonly<Record<string, string>>
  readonly data?: unknown
}

/** How a call ended: with one of the two. */
export interface Ended {
  readonly success?: End
  readonly fail?: End
}

const numbers: Readonly<Record<Api, string>> = {
  uploadFile: '1219',
  request: '1217',
  downloadFile: '1218',
}
const nouns: Readonly<Record<Api, string>> = {
  uploadFile: 'upload file',
  request: 'request',
  downloadFile: 'download file',
}

/** The table of errors (spec 10) by hand: what may stand after `fail `, its two digits and type. */
const rows: readonly (readonly [detail: RegExp, code: string, type: string])[] = [
  [/^params [A-Za-z]+ is (?:required|invalid)$/, '99', 'D'],
  [/^params [A-Za-z]+ type is not (?:string|number|boolean|object|function)$/, '99', 'D'],
  [/^url is invalid, url == /s, '99', 'D'],
  [/^url use invalid protocol, url == .*, url support protocol is http, https$/s, '99', 'D'],
  [/^url not in domain list, url == /s, '01', 'D'],
  [/^no file exist, filePath == /s, '02', 'D'],
  [/^user dir saved file size limit exceeded$/, '03', 'D'],
  [/^(?:upload file|request|download file) abort$/, '05', 'D'],
  [/^file path permission denied, open '.*'$/s, '06', 'D'],
  [/^request time out$/, '20', 'D'],
  [/^interrupted$/, '27', 'U'],
  [/^connection error$/, '26', 'U'],
  [/^url error$/, '29', 'D'],
  [/^network error:net::ERR_[A-Z_]+$/, '91', 'F'],
]

/** Throws where an error is none of the table. */
function mustBeOfTable(api: Api, error: End): void {
  const start = `${api}:fail `
  const { errMsg, errorCode, errorType } = error
  must(Object.keys(error).join() === 'errMsg,errorCode,errorType', 'an error has other keys')
  const detail = String(errMsg).slice(start.length)
  const row = rows.find(([pattern, suffix, type]) => {
    return pattern.test(detail) && String(errorCode) === numbers[api] + suffix && errorType === type
  })
  const known = row !== undefined && errMsg.startsWith(start)
  must(
    known && (!/abort$/.test(detail) || detail === `${nouns[api]} abort`),
    () => `no error of the table: ${JSON.stringify(error)}`,
  )
}

/** The callbacks of one call, which hold it to: one of success and fail, then complete, and no more. */
export function callbacksOf(api: Api) {
  const told: string[] = []
  const count = () => told.length
  let ended: Ended = {}
  let last: (end: Ended) => void = () => {}
  let problem: Error | undefined
  const completed = new Promise<Ended>((resolve) => {
    last = resolve
  })
  const guard = (step: () => void) => {
    try {
      step()
    } catch (error) {
      problem ??= error as Error
    }
  }
  return {
    success(result: End) {
      told.push('success')
      ended = { success: result }
      guard(() => must(result.errMsg === `${api}:ok`, () => `success says ${result.errMsg}`))
    },
    fail(error: End) {
      told.push('fail')
      ended = { fail: error }
      guard(() => mustBeOfTable(api, error))
    },
    complete(result: End) {
      told.push('complete')
      guard(() => {
        must(/^(?:success|fail),complete$/.test(told.join()), () => `it told ${told.join()}`)
        must(result === (ended.success ?? ended.fail), 'complete got another object')
      })
      last(ended)
    },
    /** What was called, in its order. */
    told,
    count,
    completed: async () => {
      const end = await within(`${api} has not ended`, completed)
      if (problem !== undefined) throw problem
      return end
    },
  }
}

/** Calls, and resolves with the end. */
export async function call(host: Host, api: Api, options: object): Promise<Ended> {
  const callbacks = callbacksOf(api)
  const { success, fail, complete } = callbacks
  const make = host.tt[api] as (options: object) => unknown
  make({ ...options, success, fail, complete })
  must(callbacks.count() === 0, 'it ended before it returned')
  const end = await callbacks.completed()
  // Nothing may follow.
  await Promise.resolve()
  must(callbacks.count() === 2, () => `it told ${callbacks.told.join()}`)
  return end
}
