/**
 * The shape of every call that a person answers (spec 16): it is read, told to the host, answered by
 * the host in the person's place, and completed. A call is a row of a table; its kind is a file here.
 */
import type { OptionValues } from '../call.js'
import type { Context } from '../context.js'
import { plainApi } from '../plainApi.js'

/** A call, as types: its options, what its answer is asked with, and what success gets beside errMsg. */
export interface Answered<
  Options extends object,
  Asked extends object = object,
  Result extends object = object,
> {
  options: Options
  asked: Asked
  result: Result
}

/** Some calls by their name, each an {@link Answered}. */
type CallsOf<Calls> = {
  [Name in keyof Calls]: { options: object; asked: object; result: object }
}

/** How a call is read and run. */
interface AnsweredCall<Asked, Result> {
  /** The names of its options, but for the callbacks. */
  readonly options: readonly string[]
  /** The options as they hold, defaults included. Throws where one is wrong. */
  read(values: OptionValues): Asked
  /**
   * Makes what success gets. `ask` has the host's answer: nothing where there is none, so that the
   * default is what is made of nothing. Where this is absent, success gets what the answer told.
   */
  run?(asked: Asked, ask: () => Promise<Partial<Result>>): Promise<Result>
}

/** A row for each of some calls. */
export type CallTable<Calls extends CallsOf<Calls>> = {
  readonly [Name in keyof Calls]: AnsweredCall<Calls[Name]['asked'], Calls[Name]['result']>
}

/** What stands on tt for some calls. */
export type CallApis<Calls extends CallsOf<Calls>> = {
  [Name in keyof Calls]: (options?: Calls[Name]['options']) => void
}

/** What an answer may return: what it leaves out is completed. */
type Reply<Result> = object extends Result ? unknown : Partial<Result> | undefined

/** Who answers a call, where it is not the default. */
export type AnswerTo<Call extends { asked: object; result: object }> = (
  asked: Call['asked'],
) => Reply<Call['result']> | Promise<Reply<Call['result']>>

/** An answer as it is called here, where the names are only known as text. */
type AnyAnswer = (asked: object) => unknown

/**
 * Makes the APIs of a table for one host.
 *
 * @param answers the host's answers by name, asked anew at each call
 * @param tell is given each call before it is answered
 */
export function createAnswered<Calls extends CallsOf<Calls>>(
  table: CallTable<Calls>,
  context: Context,
  answers: ReadonlyMap<string, AnyAnswer>,
  tell: (api: keyof Calls & string, asked: object) => void = () => {},
): CallApis<Calls> {
  function api(name: keyof Calls & string) {
    const { options, read, run }: AnsweredCall<object, object> = table[name]
    return plainApi<object>(
      {
        name,
        options,
        async run(values) {
          const asked = read(values)
          tell(name, asked)
          const ask = async () => (await answers.get(name)?.(asked)) ?? {}
          if (run !== undefined) return run(asked, async () => checkReply(name, await ask()))
          const told = await ask()
          return isRecord(told) ? told : {}
        },
      },
      context,
    )
  }
  const names = Object.keys(table) as (keyof Calls & string)[]
  return Object.fromEntries(names.map((name) => [name, api(name)])) as CallApis<Calls>
}

/** A slip in a test must not pass for the default. */
function checkReply(name: string, told: unknown): object {
  if (isRecord(told)) return told
  throw new Error(`the answer to ${name} must be an object`)
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
