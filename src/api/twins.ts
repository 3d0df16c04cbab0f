/**
 * An API and its Sync twin out of one definition: a name, options, and what it does. A kind of APIs
 * (files, storage) says what they work with, and how it words an error.
 */
import { type OptionValues, openCall, tellWarning, unknownOptions } from './call.js'
import type { Context, RunningCall } from './context.js'
import { ApiError, type ApiName, type FailResult, toApiError } from './errors.js'
import type { WarningCode } from './warnings.js'

/** What a Sync method throws: an Error whose message is the errMsg. */
export type SyncError = Error & FailResult

/** What every API can do beside its work. */
export interface CommonTools {
  /** Tells a warning; throws where the host is strict. */
  warn(code: WarningCode, value: string): void
  /** Throws where the host was closed meanwhile. */
  checkOpen(): void
}

/** An API: how it is called, and what it does. */
export interface AsyncApi<Name extends ApiName, Tools, Value> {
  readonly name: Name
  /** Its options, in the order of the Sync twin's arguments. */
  readonly options: readonly string[]
  /** Does it. Throws an {@link ApiError}, or what the kind can translate. */
  run(values: OptionValues, tools: Tools & CommonTools): Value | Promise<Value>
  /** What success gets of it beside errMsg. */
  result?(value: Value): object
}

/** An API that has a Sync twin. */
export interface TwinApi<Name extends ApiName, Tools, Value> extends AsyncApi<Name, Tools, Value> {
  readonly syncName: Name
  /** Does it at once, and returns what the Sync twin returns. */
  runNow(values: OptionValues, tools: Tools & CommonTools): Value
}

/** What makes an API one of its kind. */
export interface ApiKind<Name extends ApiName, Tools> {
  tools(context: Context): Tools
  /** Any error in the words of the API's page; `name` is the twin's where that one was called. */
  translate(error: unknown, name: Name, values: OptionValues): ApiError
}

/** The asynchronous API: nothing throws out of it. */
export function asyncApi<Name extends ApiName, Tools, Value>(
  api: AsyncApi<Name, Tools, Value>,
  { tools, translate }: ApiKind<Name, Tools>,
  context: Context,
): (options?: object) => void {
  const names = [...api.options, 'success', 'fail', 'complete']
  return (options) => {
    const call = openCall(api.name, options, names, context)

    async function run(): Promise<object> {
      checkOpen(context)
      call.check()
      for (const name of unknownOptions(options, names)) call.warn('option-unknown', name)
      const own = { warn: call.warn, checkOpen: () => checkOpen(context) }
      const value = await api.run(call.values, { ...tools(context), ...own })
      return { errMsg: `${api.name}:ok`, ...api.result?.(value) }
    }

    const running: RunningCall = { abort: () => call.fail(closedError()), ended: call.ended }
    call.ended.then(context.running.add(running))
    run().then(call.succeed, (error: unknown) => call.fail(translate(error, api.name, call.values)))
  }
}

/** The Sync twin. It throws a {@link SyncError}, as on the phone. */
export function syncApi<Name extends ApiName, Tools, Value>(
  api: TwinApi<Name, Tools, Value>,
  { tools, translate }: ApiKind<Name, Tools>,
  context: Context,
): (...args: unknown[]) => Value {
  const own: CommonTools = {
    warn: (code, value) => tellWarning(api.syncName, code, value, context),
    checkOpen: () => checkOpen(context),
  }
  return (...args) => {
    const values = Object.fromEntries(api.options.map((name, index) => [name, args[index]]))
    try {
      checkOpen(context)
      return api.runNow(values, { ...tools(context), ...own })
    } catch (error) {
      const translated = translate(error, api.syncName, values)
      const result = toApiError(translated).result(api.syncName)
      throw Object.assign(new Error(result.errMsg, { cause: translated.cause }), result)
    }
  }
}

/** How errors name an argument: by its place in a Sync twin, by its name elsewhere. */
export function argumentLabel(
  api: { readonly name: string; readonly options: readonly string[] },
  name: string,
  option: string,
): string {
  return name === api.name ? `params.${option}` : `inputs[${api.options.indexOf(option)}]`
}

function checkOpen(context: Context): void {
  if (context.closed) throw closedError()
}

function closedError(): ApiError {
  return new ApiError('internal', ['host is closed'])
}
