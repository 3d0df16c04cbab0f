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
  /** Tells how much of the body went out; at most every 50 ms, and always when all of it has. */
  sent(bytes: number, total: number): void
  received(header: Record<string, string>): void
  /** No event after this. */
  end(): void
}

/** Milliseconds between two progress events, at least. */
const progressInterval = 50

/** What a task needs of the world. */
export interface TaskOptions {
  now(): number
  abort(): void
  /** Calls a listener; what it throws stops nothing. */
  call(listener: unknown, argument: object): void
}

/** Makes the task of one upload. */
export function createUploadTask({ now, abort, call }: TaskOptions): TaskControl {
  const progressListeners = new Set<unknown>()
  const headerListeners = new Set<unknown>()
  let ended = false
  let highest = -1
  let toldAt = Number.NEGATIVE_INFINITY

  function tell(listeners: Set<unknown>, argument: object) {
    for (const listener of [...listeners]) {
      // A listener may have removed another one, or aborted.
      if (!ended && listeners.has(listener)) call(listener, argument)
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
      // A body that is sent again holds its highest until that is passed (spec 8).
      if (ended || bytes <= highest) return
      const time = now()
      if (bytes < total && time - toldAt < progressInterval) return
      toldAt = time
      highest = bytes
      if (progressListeners.size === 0) return
      tell(progressListeners, {
        progress: Math.floor((bytes / total) * 100),
        totalBytesSent: bytes,
        totalBytesExpectedToSend: total,
      } satisfies UploadProgress)
    },
    received(header) {
      if (headerListeners.size > 0) tell(headerListeners, { header } satisfies HeadersReceived)
    },
    end() {
      ended = true
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
