/**
 * What the tasks of all network APIs share: listeners, and who tells them.
 */
import type { Clock, ResponseHead } from '../platform.js'
import { headerObject } from './decode.js'
import { createPace } from './pace.js'

/** What onHeadersReceived tells: the answer's headers, names in lower case (spec 8). */
export interface HeadersReceived {
  header: Record<string, string>
}

/** The methods of a task that every network API has. */
export interface BaseTask<Headers = HeadersReceived> {
  /** Stops the call: fail with the API's own abort error. After the end, or twice, it does nothing. */
  abort(): void
  /** Adds a listener that is told the answer's headers, once, before success. */
  onHeadersReceived(callback: (response: Headers) => void): void
  /** Removes a listener, or all of them. */
  offHeadersReceived(callback?: (response: Headers) => void): void
}

/** The methods of a task that also tells how it moves. */
export interface ProgressTask<Progress, Headers = HeadersReceived> extends BaseTask<Headers> {
  /** Adds a listener of progress; several events a second while the body is on its way. */
  onProgressUpdate(callback: (progress: Progress) => void): void
  /** Removes a listener, or all of them. */
  offProgressUpdate(callback?: (progress: Progress) => void): void
}

/** The task, and what the call tells it. */
export interface TaskControl<Task> {
  /** What the mini-program gets: a plain object, whose methods need no `this`. */
  readonly task: Task
  /** Tells how much of the body has gone, at a pace, and at once when all of it has. */
  moved(bytes: number, total: number): void
  received(head: ResponseHead): void
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

/** Makes the task of one call. */
export type CreateTask<Task> = (options: TaskOptions) => TaskControl<Task>

/**
 * Makes the task of one call, of which an API shows what its page has.
 *
 * @param progressOf makes the event of progress: a whole percentage, and bytes
 * @param headersOf makes the event of headers
 */
export function createTask<Progress extends object, Headers extends object = HeadersReceived>(
  { clock, abort, call }: TaskOptions,
  progressOf: (progress: number, bytes: number, total: number) => Progress,
  headersOf: (head: ResponseHead) => Headers,
): TaskControl<ProgressTask<Progress, Headers>> {
  // Few each: a list is less than a Set.
  const progressListeners: unknown[] = []
  const headerListeners: unknown[] = []
  let ended = false
  const pace = createPace(clock, (bytes, total) => {
    const progress = bytes === total ? 100 : Math.floor((bytes / total) * 100)
    const known = total === Number.POSITIVE_INFINITY ? 0 : total
    tell(progressListeners, () => progressOf(progress, bytes, known))
  })

  function tell(listeners: readonly unknown[], event: () => object) {
    for (const listener of listeners.slice()) {
      // A listener may have removed another one, or aborted. What it does to its event is its own.
      if (!ended && listeners.includes(listener)) call(listener, event())
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
    moved(bytes, total) {
      if (!ended) pace.sent(bytes, total)
    },
    received(head) {
      tell(headerListeners, () => headersOf(head))
    },
    end() {
      ended = true
      pace.end()
      progressListeners.length = 0
      headerListeners.length = 0
    },
  }
}

/** The event of headers that most APIs tell. */
export function headersReceived({ headers }: ResponseHead): HeadersReceived {
  return { header: headerObject(headers) }
}

function add(listeners: unknown[], callback: unknown) {
  if (typeof callback === 'function' && !listeners.includes(callback)) listeners.push(callback)
}

function remove(listeners: unknown[], callback: unknown) {
  const index = listeners.indexOf(callback)
  if (callback === undefined) listeners.length = 0
  else if (index >= 0) listeners.splice(index, 1)
}
