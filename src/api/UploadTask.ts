import type { Clock } from '../platform.js'
import { createPace } from './pace.js'

/** What onProgressUpdate tells (spec 8). */
export interface UploadProgress {
  /** A whole percentage, 0 to 100. */
  progress: number
  /** Bytes of the request body that were handed to the connection. */
  totalBytesSent: number
  /** Bytes of the whole request body. */
  totalBytesExpectedToSend: number
}

/** What onHeadersReceived tells: the answer's headers, names in lower case (spec 8). */
export interface HeadersReceived {
  header: Record<string, string>
}

/** An upload under way: what tt.uploadFile returns (spec 8). It is not a promise. */
export interface UploadTask {
  /** Stops the upload: fail with 121905. After the end, or twice, it does nothing. */
  abort(): void
  /** Adds a listener of progress; several events a second while the body goes out. */
  onProgressUpdate(callback: (progress: UploadProgress) => void): void
  /** Removes a listener, or all of them. */
  offProgressUpdate(callback?: (progress: UploadProgress) => void): void
  /** Adds a listener that is told the answer's headers, once, before success. */
  onHeadersReceived(callback: (response: HeadersReceived) => void): void
  /** Removes a listener, or all of them. */
  offHeadersReceived(callback?: (response: HeadersReceived) => void): void
}

/** The task, and what the upload tells it. */
export interface TaskControl {
  /** What the mini-program gets: a plain object, whose methods need no `this`. */
  readonly task: UploadTask
  /** Tells how much of the body went out, at a pace, and at once when all of it has. */
  sent(bytes: number, total: number): void
  received(header: Record<string, string>): void
  /** No event after this. */
  end(): void
}

/** What a task needs of the world. */
export interface TaskOptions {
  clock: Clock
  abort(): void
  /** Calls a listener; what it throws stops nothing. */
  call(listener: unknown, argument: object): void
}

/** Makes the task of one upload. */
export function createUploadTask({ clock, abort, call }: TaskOptions): TaskControl {
  const progressListeners = new Set<unknown>()
  const headerListeners = new Set<unknown>()
  let ended = false
  const pace = createPace(clock, (bytes, total) => {
    const progress = Math.floor((bytes / total) * 100)
    tell(
      progressListeners,
      (): UploadProgress => ({
        progress,
        totalBytesSent: bytes,
        totalBytesExpectedToSend: total,
      }),
    )
  })

  function tell(listeners: Set<unknown>, event: () => object) {
    for (const listener of [...listeners]) {
      // A listener may have removed another one, or aborted. What it does to its event is its own.
      if (!ended && listeners.has(listener)) call(listener, event())
    }
  }

  return {
    task: {
      abort: () => {
        if (!ended) abort()
      },
      onProgressUpdate: (callback) => add(progressListeners, callback),
      offProgressUpdate: (callback) => remove(progressListeners, callback),
      onHeadersReceived: (callback) => add(headerListeners, callback),
      offHeadersReceived: (callback) => remove(headerListeners, callback),
    },
    sent(bytes, total) {
      if (!ended) pace.sent(bytes, total)
    },
    received(header) {
      tell(headerListeners, (): HeadersReceived => ({ header: { ...header } }))
    },
    end() {
      ended = true
      pace.end()
      progressListeners.clear()
      headerListeners.clear()
    },
  }
}

function add(listeners: Set<unknown>, callback: unknown) {
  if (typeof callback === 'function') listeners.add(callback)
}

function remove(listeners: Set<unknown>, callback: unknown) {
  if (callback === undefined) listeners.clear()
  else listeners.delete(callback)
}
