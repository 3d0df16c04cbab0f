/**
 * What came of an upload: for programs (one JSON document) and for people.
 */
import { STATUS_CODES } from 'node:http'
import type { UploadFileResult } from '../index.js'
import type { Screens } from './command.js'
import { exitCodes } from './exitCodes.js'
import { program } from './help.js'
import { indentJson } from './json.js'
import type { Paint } from './screen.js'
import type { Failure, Outcome } from './send.js'
import { signalCodes } from './signals.js'
import { count, formatBytes, harmless, harmlessLines } from './text.js'
import { waterfall } from './waterfall.js'

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
export function tellOutcome(outcome: Outcome, { out, err }: Screens): void {
  const { result, failure } = outcome
  if (result !== undefined) {
    err.line(statusLine(result, err.paint))
    tellBody(result, { out, err })
    err.line(...profileLines(result, err.width(), err.paint))
  }
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
  if (!out.terminal) return out.write(text)
  if (text === '') return
  // Only where a person looks: a program gets the body as it came.
  if (text.includes('\0')) err.line(err.paint.dim('(a binary answer, which is not shown)'))
  else out.line(harmlessLines(indentJson(text) ?? text).replace(/\n$/, ''))
}

/** The phases, and what else the profile knows. */
export function profileLines({ profile }: UploadFileResult, width: number, paint: Paint): string[] {
  if (profile === undefined) return []
  const { peerIP, port, protocol, redirectCount, sentBytesCount, receivedBytesCount } = profile
  const facts = [
    `${protocol}, ${peerIP.includes(':') ? `[${peerIP}]` : peerIP}:${port}`,
    `${formatBytes(sentBytesCount)} sent`,
    `${formatBytes(receivedBytesCount)} received`,
    // The phases are the last hop's.
    ...(redirectCount > 0 ? [`after ${count(redirectCount, 'redirect')}`] : []),
  ]
  return [
    ...waterfall(profile, { width, bar: paint.cyan, label: paint.dim }),
    paint.dim(facts.join(', ')),
  ]
}
