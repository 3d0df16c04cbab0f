/** Holds the uploads of a round against what the proxy and the receiver saw of them. */
import type { ConnectionReport } from '../plan.js'
import { isProxys, type Met, type Outcome, wrongEnd } from './expected.js'
import type { Taken } from './messages.js'
import type { Watched } from './upload.js'
import { connectionPlan, largest, sharedNameOf } from './uploads.js'

/** What each process saw of a round. */
export interface Round {
  readonly seed: number
  readonly watched: readonly Watched[]
  readonly reports: ReadonlyMap<number, ConnectionReport>
  readonly taken: readonly Taken[]
  /** The numbers of an upload's own connections. */
  numbersOf(upload: number): number[]
  /** What the file of an upload holds. */
  fileOf(upload: number): { readonly size: number; readonly sha256: string }
}

/** Something that should not have been. */
export interface Finding {
  readonly upload: number
  readonly text: string
}

/** An upload and its row in the table. */
export interface Judged {
  readonly outcome: Outcome
  readonly row: string
  readonly fired: boolean
}

/** Checks every upload of a round. */
export function checkRound(round: Round): { findings: Finding[]; judged: Judged[] } {
  const findings: Finding[] = []
  const takenOf = new Map<string, Taken[]>()
  for (const taken of round.taken) {
    takenOf.set(taken.id, [...(takenOf.get(taken.id) ?? []), taken])
  }
  const judged = round.watched.map(({ outcome, wrong }) => {
    const { number } = outcome.plan
    const met = metBy(number, round)
    const taken = takenOf.get(String(number)) ?? []
    takenOf.delete(String(number))
    const told = [
      ...wrong,
      wrongEnd(outcome, met),
      wrongData(outcome, round.fileOf(number).sha256),
      wrongStore(outcome, met, taken, round.fileOf(number)),
    ]
    for (const text of new Set(told))
      if (text !== undefined) findings.push({ upload: number, text })
    const first = outcome.plan.shared === undefined ? met[0] : undefined
    return { outcome, row: rowOf(outcome, first), fired: first?.report?.fired ?? false }
  })
  for (const [id, [taken]] of takenOf) {
    findings.push({ upload: Number(id), text: `the receiver has what nobody sent: ${taken?.size}` })
  }
  findings.push(...checkShared(judged, round))
  return { findings, judged }
}

function metBy(upload: number, { seed, reports, numbersOf }: Round): Met[] {
  return numbersOf(upload).map((number) => ({
    plan: connectionPlan(seed, number),
    report: reports.get(number),
  }))
}

/** The receiver's own answer tells of this very upload. */
function wrongData({ plan, success }: Outcome, sha256: string): string | undefined {
  if (success === undefined || isProxys(success.data)) return undefined
  const status = plan.reply === 'status' ? 503 : 200
  if (success.statusCode !== status) return `the status is ${success.statusCode}, not ${status}`
  try {
    const { files, fields } = JSON.parse(success.data)
    if (new Map(fields).get('id') !== String(plan.number)) return 'the answer is of another upload'
    return files[0].sha256 === sha256 ? undefined : 'the answer tells another SHA-256'
  } catch {
    return `the answer is cut: ${success.data.slice(0, 60)}`
  }
}

/** For a success of the receiver's it holds the file once, for a fail at most once, always whole. */
function wrongStore(
  { plan, success }: Outcome,
  met: readonly Met[],
  taken: readonly Taken[],
  file: { size: number; sha256: string },
): string | undefined {
  if (taken.length > 1) return `the receiver has it ${taken.length} times`
  const wrong = taken.find(({ size, sha256, stored }) => {
    return size !== file.size || sha256 !== file.sha256 || stored !== file.sha256
  })
  if (wrong !== undefined) return `the receiver has other bytes (${wrong.size} of ${file.size})`
  if (file.size > largest) return 'the file is too large'
  const byProxy = success !== undefined && isProxys(success.data)
  if (success !== undefined && !byProxy && taken.length !== 1) return 'the receiver has it not'
  if (taken.length === 1 && byProxy) return 'the receiver has what the proxy had answered'
  // What never got a connection can't be there.
  if (taken.length === 1 && plan.shared === undefined && met.length === 0) {
    return 'the receiver has it without a connection'
  }
  return undefined
}

/** Each cut of a shared connection breaks one upload at most. */
function checkShared(judged: readonly Judged[], { seed, reports }: Round): Finding[] {
  const cuts = new Map<number, number>()
  for (const { number, fired } of reports.values()) {
    const name = sharedNameOf(number)
    const { kind } = connectionPlan(seed, number).fault
    if (name !== undefined && fired && kind !== 'none') cuts.set(name, (cuts.get(name) ?? 0) + 1)
  }
  const fails = new Map<number, Outcome[]>()
  for (const { outcome } of judged) {
    const { shared } = outcome.plan
    if (shared === undefined || outcome.fail?.errorCode !== 121927) continue
    fails.set(shared, [...(fails.get(shared) ?? []), outcome])
  }
  return [...fails].flatMap(([name, outcomes]) =>
    outcomes.length <= (cuts.get(name) ?? 0)
      ? []
      : [
          {
            upload: outcomes[0]!.plan.number,
            text: `${outcomes.length} uploads of name ${name} were interrupted by ${cuts.get(name) ?? 0} cuts`,
          },
        ],
  )
}

/** What stood in the way, as the table says it. */
function rowOf({ plan, aborted }: Outcome, met: Met | undefined): string {
  if (plan.obstacle !== 'none') return plan.obstacle
  if (plan.pause !== undefined) return `${plan.pause.who} stopped`
  if (plan.viaProxy) return plan.secure ? 'through a proxy, TLS' : 'through a proxy'
  if (plan.shared !== undefined) return plan.secure ? 'shared, TLS' : 'shared'
  const tail = plan.secure ? ', TLS' : ''
  const fault = met?.plan.fault ?? { kind: 'none' }
  if (fault.kind === 'none') {
    if (aborted) return `aborted${tail}`
    return (plan.reply === 'usual' ? 'none' : `reply: ${plan.reply}`) + tail
  }
  if (fault.kind === 'answer') return `answer: ${fault.name}`
  if (fault.kind === 'interim') return `1xx: ${fault.count > 100 ? 'flood' : fault.when}`
  return `${fault.kind}${'side' in fault ? ` ${fault.side}` : ''}${tail}`
}
