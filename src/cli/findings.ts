/**
 * The doctor's findings, for people, programs and the two places where merge requests are read.
 */
import { createHash } from 'node:crypto'
import type { Diagnosis, Finding, Severity } from '../doctor/finding.js'
import { version } from '../profile/version.js'
import type { Paint } from './screen.js'
import { count, formatBytes, harmless, pad, wrap } from './text.js'

/** How many findings there are of each severity. */
type Counts = Readonly<Record<Severity, number>>

/** Counts findings. */
export function countFindings(findings: readonly Finding[]): Counts {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of findings) counts[severity] += 1
  return counts
}

/** For people: grouped by file, and a summary. */
export function findingLines(
  { findings, read }: Diagnosis,
  paint: Paint,
  width: number,
): readonly string[] {
  const lines: string[] = []
  const colours = { error: paint.red, warning: paint.bold, info: paint.dim }
  const told = new Set<string>()
  let file: string | undefined
  for (const finding of findings) {
    const { severity, rule, line, column, message, advice, related } = finding
    if (finding.file !== file) {
      if (file !== undefined) lines.push('')
      file = finding.file
      lines.push(paint.bold(harmless(file)))
    }
    const place = pad(`${line}:${column}`, 8)
    const head = `  ${place} ${colours[severity](pad(severity, 7))} `
    const [first = '', ...rest] = wrap(`${harmless(message)} (${rule})`, Math.max(width - 20, 40))
    const indent = ' '.repeat(20)
    lines.push(`${head} ${first}`, ...rest.map((one) => indent + one))
    const [other, ...others] = related
    if (other !== undefined) {
      const more = others.length === 0 ? '' : ` and ${count(others.length, 'place')} more`
      const where = `at ${harmless(other.file)}:${other.line}${more}`
      lines.push(...wrap(where, Math.max(width - 20, 40)).map((one) => indent + paint.dim(one)))
    }
    // What to do is the same for each finding of a rule: once in a report is enough.
    if (!told.has(rule)) {
      lines.push(...wrap(advice, Math.max(width - 20, 40)).map((one) => indent + paint.dim(one)))
    }
    told.add(rule)
  }
  if (findings.length > 0) lines.push('')
  return [...lines, ...summaryLines({ findings, read }, paint)]
}

/** How many findings there are, and what was read. */
export function summaryLines({ findings, read }: Diagnosis, paint: Paint): readonly string[] {
  const { error, warning, info } = countFindings(findings)
  const sum = `${count(error, 'error')}, ${count(warning, 'warning')}, ${info} for information`
  return [
    error > 0 ? paint.red(sum) : warning > 0 ? paint.bold(sum) : paint.green(sum),
    paint.dim(
      `Read ${count(read.pages, 'page')} and ${count(read.scripts, 'script')}; the packages have ${count(read.files, 'file')}, ${formatBytes(read.bytes)}`,
    ),
  ]
}

/** The shape of --json; docs/doctor.md has it. A change that breaks a reader is a new `format`. */
export function findingsJson({ findings, read }: Diagnosis): string {
  const summary = countFindings(findings)
  return JSON.stringify({ format: 1, version: version, summary, read, findings })
}

const githubLevels = { error: 'error', warning: 'warning', info: 'notice' } as const

/** Workflow commands of GitHub Actions, which shows them beside the code. */
export function githubLines({ findings }: Diagnosis, prefix: string): readonly string[] {
  return findings.map(({ severity, rule, file, line, column, message, advice }) => {
    const place = `file=${property(prefix + file)},line=${line},col=${column}`
    const text = `${message}. ${advice}`
    return `::${githubLevels[severity]} ${place},title=${property(`tt-anywhere ${rule}`)}::${data(text)}`
  })
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
}

const gitlabLevels = { error: 'major', warning: 'minor', info: 'info' } as const

/** A Code Quality report of GitLab. */
export function gitlabJson({ findings }: Diagnosis, prefix: string): string {
  const seen = new Map<string, number>()
  return JSON.stringify(
    findings.map(({ severity, rule, file, line, message, advice }) => {
      const path = prefix + file
      // Without the line: what only moved is no new finding. Equal ones are told apart by their order.
      const key = JSON.stringify([rule, path, message])
      const nth = seen.get(key) ?? 0
      seen.set(key, nth + 1)
      return {
        description: `${message}. ${advice}`,
        check_name: rule,
        fingerprint: createHash('sha256').update(`${key}${nth}`).digest('hex').slice(0, 32),
        severity: gitlabLevels[severity],
        location: { path, lines: { begin: line } },
      }
    }),
  )
}
