/**
 * What all APIs of the network share, from the options to the result (spec 1 to 9). An API is a file
 * beside this one that says what it reads, what it sends and what its result holds.
 */
import type { RequestBody } from '../platform.js'
import { createProfile, type Profile } from '../profile/profile.js'
import { checkHeaders, type Header } from '../rules/headers.js'
import { effectiveTimeout } from '../rules/timeout.js'
import { type BodySink, MemorySink } from './answerBody.js'
import {
  type Call,
  type Callbacks,
  callSafely,
  type OptionValues,
  openCall,
  optional,
  requiredString,
  unknownOptions,
} from './call.js'
import { firstTarget, type Target } from './checkUrl.js'
import type { Context, RunningCall } from './context.js'
import { headerObject } from './decode.js'
import { ApiError, type FailResult, toApiError } from './errors.js'
import { type Answer, type ExchangeRequest, startExchange } from './exchange.js'
import { type Fault, startFailing } from './faults.js'
import { type NetworkApi, networkApis } from './networkApis.js'
import { createQueue } from './queue.js'
import type { Recording, RunningHop, SentForm } from './recording.js'
import { createStopper, type Stopper } from './stopper.js'
import type { CreateTask, TaskControl } from './task.js'

/** The options that every API of the network has. They are read once, when the call is made. */
export interface NetworkOptions<Result> extends Callbacks<Result, FailResult> {
  /** The developer's server: an absolute URL whose origin is in the API's domain list. */
  url: string
  /**
   * Extra request headers. Numbers and booleans go as text, null and undefined are left out.
   * referer, user-agent and those that belong to the connection can't be set: they are dropped, with
   * a warning.
   */
  header?: object | null | undefined
  /** Milliseconds from the start of the exchange to its end; 60 000 by default and at most. */
  timeout?: number | null | undefined
  /** false leaves `profile` out of the result. True by default. */
  enableProfile?: boolean | null | undefined
}

/** What success gets of every API of the network (spec 7). */
export interface NetworkResult<Api extends NetworkApi> {
  errMsg: `${Api}:ok`
  /** The HTTP status; any status is a success once the answer has arrived. */
  statusCode: number
  /** The answer's headers, names in lower case, several lines of one name joined by `, `. */
  header: Record<string, string>
  /** What the network did (spec 9); left out where `enableProfile` is false. */
  profile?: Profile
}

/** What all calls have in common, held against the rules. */
interface CheckedRequest {
  readonly target: Target
  /** The caller's own headers, but for content-type. */
  readonly headers: readonly Header[]
  /** The caller's own content-type; undefined where it set none, or can't. */
  readonly contentType: string | undefined
  /** Milliseconds. */
  readonly timeout: number
  readonly profile: boolean
}

/** What goes out, beside the {@link CheckedRequest}, and where the answer's body goes. */
export interface Exchanged {
  readonly method: string
  /** Where it goes; by default where the call's `url` says. */
  readonly target?: Target
  readonly body?: RequestBody
  readonly contentType?: string | undefined
  readonly sink: BodySink
  /** The form, for the record. */
  readonly form?: SentForm
  /** Told how many bytes of the body were handed to the connection. */
  readonly sent?: (bytes: number) => void
  /** A redirect is an answer like any other. */
  readonly stay?: boolean
}

/** A call whose turn has come, as an API sees it. */
export interface NetworkCall<Api extends NetworkApi> {
  readonly context: Context
  readonly request: CheckedRequest
  warn: Call['warn']
  /** Tells the task's listeners how much of the body has gone or come. */
  moved: TaskControl<unknown>['moved']
  /** Throws where the call was aborted. */
  check(): void
  /** Sends, follows redirects, and gives the answer; the time-out runs, and abort() ends it. */
  exchange(what: Exchanged): Promise<Answer>
  /** What every result holds. */
  result(answer: Answer): NetworkResult<Api>
}

/** What an API of the network says of itself. */
export interface NetworkApiParts<Api extends NetworkApi, Own, Plan, Task> {
  readonly api: Api
  /** The names of its own options, beside those of {@link NetworkOptions}. */
  readonly options: readonly string[]
  /** Options that it knows and the platform's page does not: they warn. */
  readonly offPage?: readonly string[]
  readonly createTask: CreateTask<Task>
  /** Holds its own options to their types. */
  read(values: OptionValues): Own
  /** Makes of them what is to be sent, at once, after the rules: later changes change nothing. */
  plan(own: Own, request: CheckedRequest, warn: Call['warn']): Plan
  /** Sends it, and makes the result. */
  send(plan: Plan, call: NetworkCall<Api>): Promise<NetworkResult<Api>>
}

const sharedOptions = ['url', 'header', 'timeout', 'enableProfile', 'success', 'fail', 'complete']

/** Milliseconds in the background before new calls fail (spec 6). */
const backgroundLimit = 5_000

/** Makes the API of one host: it returns its task at once, never throws, and settles once. */
export function networkApi<Api extends NetworkApi, Own, Plan, Task extends { abort(): void }>(
  parts: NetworkApiParts<Api, Own, Plan, Task>,
  context: Context,
): (options: unknown) => Task {
  const { api } = parts
  const queue = createQueue(context.settings.atOnce[api])
  const known = [...sharedOptions, ...parts.options]
  const names = [...known, ...(parts.offPage ?? [])]

  return (options) => {
    const call = openCall(api, options, names, context)
    const stopper = createStopper()
    const control = parts.createTask({
      clock: context.platform.clock,
      abort() {
        control.end()
        stopper.stop(new ApiError('abort', [networkApis[api].noun]))
      },
      call: (listener, argument) => callSafely(listener, argument, context),
    })

    const recording = context.recorder.begin(api, networkApis[api].method, call.values.url)

    async function run(): Promise<NetworkResult<Api>> {
      if (context.closed) throw new ApiError('internal', ['host is closed'])
      call.check()
      const url = requiredString(call.values, 'url')
      const own = parts.read(call.values)
      const shared = readShared(call.values)
      unknownOptions(options, known).forEach((key) => {
        call.warn('option-unknown', key)
      })
      const request = checkRequest(api, url, shared, call.warn, context)
      const plan = parts.plan(own, request, call.warn)
      const fault = context.faults.take(api)
      const place = queue.enter()
      try {
        if (place.turn !== undefined) await stopper.orStopped(place.turn)
        if (fault?.afterBytes === undefined && fault !== undefined) throw fault.error(call.values)
        return await parts.send(
          plan,
          networkCall(api, request, call, { control, stopper, context, fault, recording }),
        )
      } finally {
        place.leave()
      }
    }

    const running: RunningCall = { abort: control.task.abort, ended: call.ended }
    call.ended.then(context.running.add(running))
    run().then(
      (result) => {
        control.end()
        context.recorder.end(recording, result)
        call.succeed(result)
      },
      (error: unknown) => {
        control.end()
        context.recorder.end(recording, toApiError(error).result(api))
        call.fail(error)
      },
    )
    return control.task
  }
}

function readShared(values: OptionValues) {
  return {
    header: optional(values, 'header', 'object') ?? {},
    timeout: optional(values, 'timeout', 'number'),
    profile: optional(values, 'enableProfile', 'boolean') ?? true,
  }
}

/** Holds what all calls have against the rules of spec 4 to 6. */
function checkRequest(
  api: NetworkApi,
  url: string,
  { header, timeout, profile }: ReturnType<typeof readShared>,
  warn: Call['warn'],
  { backgroundSince, platform, settings }: Context,
): CheckedRequest {
  if (backgroundSince !== undefined && platform.clock.now() - backgroundSince >= backgroundLimit) {
    throw new ApiError('background')
  }
  const target = firstTarget(url, { api, settings }, warn)
  const { ownContentType } = networkApis[api]
  const { headers, dropped } = readOption('header', () => checkHeaders(header, ownContentType))
  dropped.forEach((key) => {
    warn('header-dropped', key)
  })
  const isContentType = (line: Header) => line[0].toLowerCase() === 'content-type'
  return {
    target,
    headers: headers.filter((line) => !isContentType(line)),
    contentType: headers.find(isContentType)?.[1],
    timeout: effectiveTimeout(timeout, settings.timeout[api], settings.timeout.most),
    profile,
  }
}

/** What an object of the caller's throws while it is read makes the option invalid. */
export function readOption<Value>(name: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw new ApiError('paramInvalid', [name], { cause: error })
  }
}

function networkCall<Api extends NetworkApi>(
  api: Api,
  request: CheckedRequest,
  call: Call,
  running: {
    control: TaskControl<unknown>
    stopper: Stopper
    context: Context
    fault: Fault | undefined
    recording: Recording
  },
): NetworkCall<Api> {
  const { control, stopper, context, fault, recording } = running
  return {
    context,
    request,
    warn: call.warn,
    moved: control.moved,
    check: stopper.check,
    async exchange(asked) {
      const cancelTimer = context.platform.clock.after(request.timeout, () =>
        stopper.stop(new ApiError('timeout')),
      )
      try {
        stopper.check()
        const { target, headers } = request
        const hop = (hop: RunningHop) => void recording.hops.push(hop)
        const events = { sent: asked.sent ?? nothing, response: control.received, hop }
        record(recording, asked)
        const { method, body, contentType, sink, stay } = asked
        const what: ExchangeRequest = {
          api,
          method,
          target: asked.target ?? target,
          headers,
          body,
          contentType,
          sink,
          stay,
        }
        const exchange =
          fault?.afterBytes === undefined
            ? startExchange(what, context, events)
            : startFailing(what, context, events, {
                afterBytes: fault.afterBytes,
                error: () => fault.error(call.values),
              })
        stopper.onStop(exchange.stop)
        const answer = await exchange.answer
        stopper.check()
        return answer
      } finally {
        cancelTimer()
      }
    },
    result({ head, record, redirectCount }) {
      const result: NetworkResult<Api> = {
        errMsg: `${api}:ok`,
        statusCode: head.statusCode,
        header: headerObject(head.headers),
      }
      if (request.profile) {
        recording.estimate = context.quality.estimate()
        result.profile = createProfile(record, redirectCount, recording.estimate)
      }
      return result
    },
  }
}

/** What the record holds of the bodies. */
function record(recording: Recording, { form, body, sink }: Exchanged): void {
  recording.form = form
  const only = body?.parts.length === 1 ? body.parts[0] : undefined
  if (only instanceof Uint8Array) recording.sent = only
  if (sink instanceof MemorySink) recording.sink = sink
}

const nothing = () => {}
