import { ReceiverError } from './errors.js'
import type { UploadRecord } from './record.js'

/** How many records wait for `nextUpload()` at most; the oldest go first. */
const mostRecords = 1_000
/** How many characters of fields they hold at most, so that a receiver nobody asks stays small. */
const mostText = 16 * 1024 * 1024

export interface UploadQueue {
  push(record: UploadRecord): void
  next(): Promise<UploadRecord>
  close(): void
}

export function createUploadQueue(): UploadQueue {
  const records: { record: UploadRecord; text: number }[] = []
  const waiting: { resolve(record: UploadRecord): void; reject(error: Error): void }[] = []
  let text = 0
  let closed = false
  const shift = () => {
    const first = records.shift()
    text -= first?.text ?? 0
    return first?.record
  }
  return {
    push(record) {
      const waiter = waiting.shift()
      if (waiter !== undefined) return waiter.resolve(record)
      records.push({ record, text: textOf(record) })
      text += textOf(record)
      while (records.length > mostRecords || (text > mostText && records.length > 1)) shift()
    },
    next() {
      const record = shift()
      if (record !== undefined) return Promise.resolve(record)
      if (closed) return Promise.reject(new ReceiverError('closed'))
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    close() {
      closed = true
      for (const { reject } of waiting.splice(0)) reject(new ReceiverError('closed'))
    },
  }
}

const textOf = (record: UploadRecord): number =>
  record.fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
