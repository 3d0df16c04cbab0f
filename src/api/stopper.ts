import type { ApiError } from './errors.js'

/** Stops a call from outside: abort and time-out. The first one counts. */
export interface Stopper {
  stop(error: ApiError): void
  /** Throws the error it was stopped with. */
  check(): void
  /** Whom to tell; at once where it is stopped already. The last one given counts. */
  onStop(listener: (error: ApiError) => void): void
  /** Settles with the promise, or rejects when it is stopped. */
  orStopped(promise: Promise<void>): Promise<void>
}

/** Makes a {@link Stopper}. */
export function createStopper(): Stopper {
  let stopped: ApiError | undefined
  let tell: ((error: ApiError) => void) | undefined

  function onStop(listener: (error: ApiError) => void) {
    tell = listener
    if (stopped !== undefined) listener(stopped)
  }

  return {
    stop(error) {
      if (stopped !== undefined) return
      stopped = error
      tell?.(error)
    },
    check() {
      if (stopped !== undefined) throw stopped
    },
    onStop,
    orStopped: (promise) =>
      new Promise((resolve, reject) => {
        onStop(reject)
        promise.then(resolve, reject)
      }),
  }
}
