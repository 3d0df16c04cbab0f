/**
 * Asynchronous APIs whose error numbers the platform does not tell: choosing, and the user interface
 * (spec 12). They share the shape of all others; what fails has an errMsg alone.
 */
import { type Callbacks, type OptionValues, openCall, unknownOptions } from './call.js'
import type { Context, RunningCall } from './context.js'
import { messageOf } from './errors.js'

/** What fail gets. The platform's error numbers for these calls are not public: there is none. */
export interface PlainFailure {
  /** The API's name, `:fail ` and what went wrong. */
  errMsg: string
}

/** The callbacks of such an API. */
export type PlainCallbacks<Result = object> = Callbacks<Result & { errMsg: string }, PlainFailure>

/** An API of this kind. */
export interface PlainApi {
  readonly name: string
  /** The names of its options, but for the callbacks. */
  readonly options: readonly string[]
  /** Reads the options at once, does the work, and gives what success is told beside errMsg. */
  run(values: OptionValues): Promise<object>
}

/** Makes the API of one host: nothing throws out of it. */
export function plainApi<Options extends object>(
  { name, options, run }: PlainApi,
  context: Context,
): (options?: Options) => void {
  const known = [...options, 'success', 'fail', 'complete']
  const failure = (error: unknown): PlainFailure => ({
    errMsg: `${name}:fail ${messageOf(error)}`,
  })

  return (given) => {
    const call = openCall(name, given, known, context, failure)
    async function work(): Promise<object> {
      if (context.closed) throw new Error('host is closed')
      call.check()
      for (const key of unknownOptions(given, known)) call.warn('option-unknown', key)
      return { errMsg: `${name}:ok`, ...(await run(call.values)) }
    }
    const running: RunningCall = {
      abort: () => call.fail(new Error('host is closed')),
      ended: call.ended,
    }
    context.running.add(running)
    call.ended.then(() => context.running.delete(running))
    work().then(call.succeed, call.fail)
  }
}
