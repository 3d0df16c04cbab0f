/**
 * Asynchronous APIs whose error numbers the platform hardly tells: choosing, the user interface, the
 * user (spec 12, 16). They share the shape of all others; what fails has an errMsg, seldom more.
 */
import { type Call, type Callbacks, type OptionValues, openCall, unknownOptions } from './call.js'
import type { Context, RunningCall } from './context.js'
import { type ErrorType, messageOf } from './errors.js'

/** What fail gets. Most of the platform's error numbers for these calls are not public. */
export interface PlainFailure extends ErrorNumbers {
  /** The API's name, `:fail ` and what went wrong. */
  errMsg: string
}

/** The numbers of an error: only those that the API's own page has. */
export interface ErrorNumbers {
  errNo?: number
  /** Six digits, with `errorType` beside. */
  errorCode?: number
  errorType?: ErrorType
}

/** An error that fail gets with its numbers. */
export function numbered(message: string, numbers: ErrorNumbers): Error {
  return Object.assign(new Error(message), numbers)
}

/** The callbacks of such an API. */
export type PlainCallbacks<Result = object> = Callbacks<Result & { errMsg: string }, PlainFailure>

/** An API of this kind. */
export interface PlainApi {
  readonly name: string
  /** The names of its options, but for the callbacks. */
  readonly options: readonly string[]
  /** Reads the options at once, does the work, and gives what success is told beside errMsg. */
  run(values: OptionValues, warn: Call['warn']): Promise<object>
}

/** Makes the API of one host: nothing throws out of it. */
export function plainApi<Options extends object>(
  { name, options, run }: PlainApi,
  context: Context,
): (options?: Options) => void {
  const known = [...options, 'success', 'fail', 'complete']
  const failure = (error: unknown): PlainFailure => ({
    errMsg: `${name}:fail ${messageOf(error)}`,
    ...numbersOf(error),
  })

  return (given) => {
    const call = openCall(name, given, known, context, failure)
    async function work(): Promise<object> {
      if (context.closed) throw new Error('host is closed')
      call.check()
      for (const key of unknownOptions(given, known)) call.warn('option-unknown', key)
      return { ...(await run(call.values, call.warn)), errMsg: `${name}:ok` }
    }
    const running: RunningCall = {
      abort: () => call.fail(new Error('host is closed')),
      ended: call.ended,
    }
    call.ended.then(context.running.add(running))
    work().then(call.succeed, call.fail)
  }
}

/** What was thrown may be anything: a host's answer is not ours. */
function numbersOf(error: unknown): ErrorNumbers {
  try {
    const { errNo, errorCode, errorType } = error as ErrorNumbers
    return {
      ...(typeof errNo === 'number' && { errNo }),
      ...(typeof errorCode === 'number' && { errorCode, errorType }),
    }
  } catch {
    return {}
  }
}
