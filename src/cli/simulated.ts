/**
 * What happens in the simulator, as lines.
 */
import type { ExchangeRecord } from '../profile/exchange.js'
import type { Problem } from '../simulator/protocol/bundle.js'
import type { Paint } from './screen.js'
import { formatBytes, formatDuration, harmless } from './text.js'

/** A call of the network: how it ended, what it was, how much and how long. */
export function exchangeLine(record: ExchangeRecord, paint: Paint): string {
  const { api, url, hops, form, startedAt, endedAt, errMsg, errorCode } = record
  const last = hops.at(-1)
  const failed = errorCode !== undefined
  const good = !failed && last !== undefined && last.statusCode < 400
  const file = form?.find(({ fileName }) => fileName !== undefined)
  const facts = [
    ...(file === undefined ? [] : [`${harmless(file.fileName ?? '')} ${formatBytes(file.size)}`]),
    formatDuration(endedAt - startedAt),
  ]
  const end = failed
    ? `${errMsg.slice(errMsg.indexOf(':fail ') + 6)} (${errorCode})`
    : last?.statusCode
  const mark = good ? paint.green(`✓ ${end}`) : paint.red(`✗ ${harmless(String(end))}`)
  return `${mark}  ${paint.bold(api)}  ${harmless(url)}  ${paint.dim(facts.join('  '))}`
}

/** What is wrong with the project, a line each. */
export function problemLines(problems: readonly Problem[], paint: Paint): string[] {
  return problems.map(({ severity, file, line, column, message }) => {
    const place = [file, line, line === undefined ? undefined : column]
      .filter((one) => one !== undefined && one !== '')
      .join(':')
    const kind = severity === 'error' ? paint.red('error') : paint.dim('warning')
    return `${place === '' ? '' : `${paint.bold(harmless(place))}  `}${kind}  ${harmless(message)}`
  })
}
