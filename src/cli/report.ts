/**
 * What came of an upload: for programs (one JSON document) and for people.
 */
import { STATUS_CODES } from 'node:http'
import type { ExchangeRecord, UploadFileResult } from '../index.js'
import type { Screens } from './command.js'
import { exitCodes } from './exitCodes.js'
import { program } from './help.js'
import { indentJson } from './json.js'
import { type Repeated, summarize } from './phases.js'
import { areOne, type Paint } from './screen.js'
import type { Failure, Outcome } from './send.js'
import { signalCodes } from './signals.js'
import { count, formatBytes, formatDuration, harmless, harmlessLines, wrap } from './text.js'
import { plainWaterfall, waterfall } from './waterfall.js'

/** Whether a status is one of success. */
function isOk(result: UploadFileResult | undefined): boolean {
  return result !== undefined && result.statusCode >= 200 && result.statusCode <= 299
}

/** The exit code that an outcome comes to. */
export function exitCodeOf({ result, signal }: Outcome): number {
  if (signal !== undefined) return signalCodes[signal]
  if (result === undefined) return exitCodes.failed
  return isOk(result) ? exitCodes.ok : exitCodes.refused
}

/** The one document of --json. */
export function outcomeJson({ result, failure }: Outcome): string {
  return JSON.stringify({ ok: isOk(result), ...result, ...failure })
}

/** Tells people of an outcome: the answer's body on stdout, all else on stderr. */
export function tellOutcome(outcome: Outcome, { out, err }: Screens, plain: boolean): void {
  const { result, failure } = outcome
  if (result !== undefined) {
    err.line(statusLine(result, err.paint))
    tellBody(result, { out, err })
  }
  err.line(...profileLines(outcome, { width: err.width(), paint: err.paint, plain }))
  if (failure !== undefined) tellFailure(outcome, { out, err })
}

/** With --quiet: errors alone. */
export function tellError(outcome: Outcome, screens: Screens): void {
  const { result } = outcome
  if (result === undefined) tellFailure(outcome, screens)
  else if (!isOk(result)) screens.err.line(`${program}: the server answered ${status(result)}`)
}

function tellFailure({ failure, signal }: Outcome, { err }: Screens): void {
  if (failure !== undefined) err.line(...failureLines(failure, err.paint))
  if (signal !== undefined) err.line(`${program}: stopped by ${signal}`)
}

/** errMsg, errorCode, and what to do. */
function failureLines({ errMsg, errorCode, errorType, advice }: Failure, paint: Paint): string[] {
  return [
    `${paint.red(harmless(errMsg))} ${paint.dim(`(errorCode ${errorCode}, errorType ${errorType})`)}`,
    advice,
  ]
}

function status({ statusCode }: UploadFileResult): string {
  return `${statusCode} ${STATUS_CODES[statusCode] ?? ''}`.trim()
}

function statusLine(result: UploadFileResult, paint: Paint): string {
  const colour = isOk(result) ? paint.green : paint.red
  return paint.bold(colour(status(result)))
}

function tellBody({ data }: UploadFileResult, { out, err }: Screens): void {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  if (!out.terminal) {
    out.write(text)
    // In one log with all else, what follows begins on a line of its own.
    if (text !== '' && !text.endsWith('\n') && areOne(out, err)) err.line('')
    return
  }
  if (text === '') return
  // Only where a person looks: a program gets the body as it came.
  if (text.includes('\0')) err.line(err.paint.dim('(a binary answer, which is not shown)'))
  else out.line(harmlessLines(indentJson(text) ?? text).replace(/\n$/, ''))
}

/** How the phases are shown. */
interface ProfileLook {
  readonly width: number
  readonly paint: Paint
  /** In words, without bars and columns. */
  readonly plain?: boolean
}

/** The phases of the last hop, and what else is known of it; nothing where nothing was sent. */
export function profileLines({ record }: Outcome, { width, paint, plain }: ProfileLook): string[] {
  const hop = record?.hops.at(-1)
  if (record === undefined || hop === undefined || hop.peerIP === '') return []
  const { peerIP, port, protocol, sentBytesCount, receivedBytesCount } = hop
  const redirects = record.hops.length - 1
  const facts = [
    `${protocol || 'no answer'}, ${peerIP.includes(':') ? `[${peerIP}]` : peerIP}:${port}`,
    `${formatBytes(sentBytesCount)} sent`,
    `${formatBytes(receivedBytesCount)} received`,
    // The phases are the last hop's.
    ...(redirects > 0 ? [`after ${count(redirects, 'redirect')}`] : []),
  ]
  const phases = plain
    ? plainWaterfall(hop)
    : waterfall(hop, { width, bar: paint.cyan, label: paint.dim })
  const lines = plain ? [facts.join(', ')] : wrap(facts.join(', '), width)
  return [...phases, ...lines.map(paint.dim)]
}

/** What many uploads came to: a table per kind of connection, and how many failed. */
export function repeatedLines(outcomes: readonly Outcome[], plain: boolean): string[] {
  const { new: fresh, reused } = summarize(recordsOf(outcomes))
  const failed = outcomes.filter(({ result }) => !isOk(result)).length
  return [
    ...(failed > 0 ? [`${failed} of ${count(outcomes.length, 'upload')} failed`] : []),
    ...tableOf(count(fresh.count, 'upload'), 'a new connection', fresh, plain),
    ...tableOf(count(reused.count, 'upload'), 'a reused connection', reused, plain),
  ]
}

function tableOf(uploads: string, kind: string, { count, phases }: Repeated, plain: boolean) {
  if (count === 0) return []
  const rows = Object.entries(phases).map(([name, { min, median, p95 }]) => {
    const times = [min, median, p95].map(formatDuration)
    return plain
      ? `${name}: min ${times[0]}, median ${times[1]}, 95th percentile ${times[2]}`
      : [name.padEnd(7), ...times.map((time) => time.padStart(9))].join(' ')
  })
  const heading = `${uploads} on ${kind}`
  return plain
    ? [heading, ...rows]
    : [heading, `${' '.repeat(7)}       min    median      95 %`, ...rows]
}

/** The one document of --json, where there were several uploads. */
export function repeatedJson(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ result }) => !isOk(result))
  return JSON.stringify({
    ok: failed.length === 0,
    uploads: outcomes.length,
    failed: failed.length,
    connections: summarize(recordsOf(outcomes)),
    last: JSON.parse(outcomeJson(outcomes.at(-1) ?? {})),
  })
}

/** Of those that a server answered. */
function recordsOf(outcomes: readonly Outcome[]): ExchangeRecord[] {
  return outcomes.flatMap(({ result, record }) => (result && record ? [record] : []))
}

/** The one whose exit code counts: the first that was no success, else the last. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return outcomes.find(({ result }) => !isOk(result)) ?? outcomes.at(-1) ?? {}
}
