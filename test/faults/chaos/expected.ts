/**
 * Which ends of an upload are right: what was planned, held against what the proxy saw come about.
 * As tight as the truth allows, and written without a look at the code under test.
 */
import { answerText } from '../answers.js'
import type { ConnectionPlan, ConnectionReport, Fault } from '../plan.js'
import { longTimeout, type UploadPlan } from './uploads.js'

/** How an upload ended. */
export interface Outcome {
  readonly plan: UploadPlan
  readonly success?: { readonly statusCode: number; readonly data: string }
  readonly fail?: { readonly errMsg: string; readonly errorCode: number }
  /** abort() was called before the end. */
  readonly aborted: boolean
  /** Milliseconds from the call to the end. */
  readonly took: number
  /** Bytes of the body; 0 where no progress told it. */
  readonly bodySize: number
}

/** A connection of the upload. */
export interface Met {
  readonly plan: ConnectionPlan
  /** None where the proxy never had it. */
  readonly report: ConnectionReport | undefined
}

/** What may be said of an upload in the end. */
interface Allowed {
  /** Success with the receiver's answer, with the proxy's, both, or none. */
  readonly success: 'receiver' | 'proxy' | 'any' | 'none'
  /** The messages of fail, after `uploadFile:fail `. */
  readonly fails: readonly string[]
}

const codes: Readonly<Record<string, number>> = {
  abort: 121905,
  timeout: 121920,
  dns: 121924,
  tls: 121925,
  connect: 121926,
  interrupted: 121927,
  missing: 121902,
}
const messages: Readonly<Record<string, string>> = {
  abort: 'upload file abort',
  timeout: 'request time out',
  dns: 'dns error',
  tls: 'ssl error',
  connect: 'connection error',
  interrupted: 'interrupted',
}
const invalid = 'net::ERR_INVALID_HTTP_RESPONSE'
const chunks = 'net::ERR_INVALID_CHUNKED_ENCODING'
const badAnswers: Readonly<Record<string, string>> = {
  noise: invalid,
  otherProtocol: invalid,
  badStatus: invalid,
  badHeader: invalid,
  twoLengths: invalid,
  switched: invalid,
  badChunk: chunks,
  badGzip: 'net::ERR_CONTENT_DECODING_FAILED',
  bigHead: 'net::ERR_RESPONSE_HEADERS_TOO_BIG',
}

/** A name of the table, `missing`, or a `net::` name, as fail tells it. */
function textOf(name: string): string {
  if (name.startsWith('net::')) return `network error:${name}`
  return messages[name] ?? name
}

/** Bytes that the proxy must have handed on before a handshake can be over, and after which it is. */
const handshake = { up: [300, 2_000], down: [500, 4_000] } as const
/** The same of what an HTTP proxy is asked first, and answers. */
const tunnel = { up: [85, 115], down: [39, 39] } as const
const noTunnel = 'net::ERR_TUNNEL_CONNECTION_FAILED'

/** Why a fail or success is wrong; undefined where it is right. */
export function wrongEnd(outcome: Outcome, met: readonly Met[]): string | undefined {
  // That a process was stopped for a while changes nothing: bytes come later, and none is lost.
  const { plan, success, fail, aborted, took } = outcome
  if (aborted) {
    // A file that is not there is found within the call: it fails anyway, and is not made to look aborted.
    const failed = plan.obstacle === 'missing' && plan.abort?.when === 'atOnce'
    return expectFail(outcome, failed ? ['missing', 'abort'] : ['abort'])
  }
  const allowed = allowedEnds(outcome, met)
  const hasTimeout = plan.timeout < longTimeout
  if (fail?.errorCode === codes.timeout) {
    if (!hasTimeout) return 'it ran out of time that it had'
    if (took < plan.timeout - 2) return `out of time after ${took} of ${plan.timeout} ms`
    return undefined
  }
  if (success !== undefined) return wrongSuccess(success, allowed)
  return expectFail(outcome, allowed.fails)
}

function expectFail({ fail, success }: Outcome, names: readonly string[]): string | undefined {
  const wanted = names.length === 0 ? 'success' : names.join(' or ')
  if (fail === undefined) return `it succeeded with ${success?.statusCode}, not ${wanted}`
  const right = names.some((name) => {
    const code = codes[name] ?? 121991
    if (name === 'missing') return fail.errorCode === code
    return fail.errorCode === code && fail.errMsg === `uploadFile:fail ${textOf(name)}`
  })
  return right ? undefined : `it failed with ${fail.errorCode} ${fail.errMsg}, not ${wanted}`
}

function wrongSuccess(
  { statusCode, data }: NonNullable<Outcome['success']>,
  { success, fails }: Allowed,
): string | undefined {
  const said = isProxys(data) ? 'proxy' : 'receiver'
  if (success === 'any' || success === said) return undefined
  return `it succeeded with ${statusCode} of the ${said}, not ${[success, ...fails].join(' or ')}`
}

/** Whether an answer is the proxy's own. */
export function isProxys(data: string): boolean {
  return data === answerText
}

/** What the plans allow, time-outs and aborts apart. */
function allowedEnds(outcome: Outcome, met: readonly Met[]): Allowed {
  const { plan } = outcome
  if (plan.shared !== undefined) {
    return { success: plan.reply === 'hang' ? 'none' : 'receiver', fails: ['interrupted'] }
  }
  if (plan.obstacle === 'dnsFails' || plan.obstacle === 'dnsThrows') return failsWith('dns')
  if (plan.obstacle === 'refused') return failsWith('connect')
  if (plan.obstacle === 'missing') return failsWith('missing')
  const [first] = met
  const allowed = first === undefined ? failsWith() : allowedBy(first, outcome)
  // It never hears of the receiver: only a fault comes before the end of its time.
  const silent = plan.obstacle === 'dnsSilent' || plan.reply === 'hang'
  return silent && allowed.success === 'receiver' ? failsWith(...allowed.fails) : allowed
}

const failsWith = (...fails: string[]): Allowed => ({ success: 'none', fails })
const succeeds: Allowed = { success: 'receiver', fails: [] }

function allowedBy({ plan: { fault }, report }: Met, outcome: Outcome): Allowed {
  if (fault.kind === 'interim') {
    return fault.count * (fault.when === 'both' ? 2 : 1) > 100 ? failsWith(invalid) : succeeds
  }
  if (fault.kind === 'answer') return allowedByAnswer(fault)
  if (report === undefined || !report.fired) return succeeds
  switch (fault.kind) {
    case 'stall':
      return { success: wholeWentUp(fault, report, outcome) ? 'receiver' : 'none', fails: [] }
    case 'reset':
    case 'half':
      return {
        success: wholeWentUp(fault, report, outcome) ? 'receiver' : 'none',
        fails: [
          ...cutNames(fault.side, report, outcome.plan),
          ...(fault.kind === 'reset' && fault.at === 0 ? ['connect'] : []),
        ],
      }
    case 'garbage':
      return { success: 'receiver', fails: cutNames('down', report, outcome.plan) }
    default:
      return succeeds
  }
}

/**
 * A cut before the handshake is over is one of TLS, a later one interrupts; before it comes that of an
 * HTTP proxy.
 */
function cutNames(
  side: 'up' | 'down',
  report: ConnectionReport,
  { secure, viaProxy }: UploadPlan,
): string[] {
  if (!secure) return ['interrupted']
  const passed = report[side]
  const [open, surelyOpen] = viaProxy ? tunnel[side] : ([0, -1] as const)
  const [least, most] = handshake[side]
  return [
    ...(passed <= surelyOpen ? [noTunnel] : []),
    ...(passed >= open && passed <= surelyOpen + most ? ['tls'] : []),
    ...(passed >= open + least ? ['interrupted'] : []),
  ]
}

/** Whether the receiver can have had all, and its answer can have come through. */
function wholeWentUp(
  fault: Fault & { side: 'up' | 'down' },
  report: ConnectionReport,
  { plan, bodySize }: Outcome,
): boolean {
  if (fault.side === 'down') return report.down > (plan.secure ? 1_500 : 300)
  return plan.secure ? report.up > bodySize : report.requests > 0
}

function allowedByAnswer({ name, next }: Fault & { kind: 'answer' }): Allowed {
  const bad = badAnswers[name]
  if (bad !== undefined) return failsWith(bad)
  if (name.startsWith('cut') || name === 'nothing') return failsWith('interrupted')
  if (name.startsWith('again')) return succeeds
  // What was cut or reset right behind the answer may be lost on the way.
  const sure = next === 'keep' || next === 'end'
  return { success: 'proxy', fails: sure ? [] : ['interrupted'] }
}
