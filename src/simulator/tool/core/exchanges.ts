/**
 * The exchanges that the host told of, with the warnings that came while they ran.
 */

import type { ExchangeRecord } from '../../../profile/exchange.js'
import type { FromNode } from '../../protocol/wire.js'
import { createLog, type Log } from './log.js'

/** A warning of the host. */
interface HostWarning {
  readonly api: string
  readonly message: string
  readonly link: string
}

/** One exchange, as the list has it. */
export interface ExchangeEntry {
  /** Unique in this page: a server that came back counts from the start. */
  readonly key: number
  readonly record: ExchangeRecord
  readonly advice?: string
  readonly warnings: readonly HostWarning[]
}

/** All of them. */
export interface Exchanges extends Pick<Log<ExchangeEntry>, 'items' | 'clear'> {
  add(record: ExchangeRecord, advice?: string): void
  warn(warning: Extract<FromNode, { type: 'warning' }>): void
}

/** Milliseconds by which a call's warning may be older than its start: they are two clocks. */
const slack = 100

/** Makes the list, empty. */
export function createExchanges(): Exchanges {
  const log = createLog<ExchangeEntry>(1000)
  let warnings: (HostWarning & { readonly time: number })[] = []
  let lastKey = 0
  return {
    items: log.items,
    clear: log.clear,
    add(record, advice) {
      lastKey += 1
      // A warning names its API and no call: those of the time in which this one ran are shown.
      const own = warnings.filter(
        ({ api, time }) => api === record.api && time >= record.startedAt - slack,
      )
      log.add({ key: lastKey, record, ...(advice !== undefined && { advice }), warnings: own })
    },
    warn({ api, message, link }) {
      warnings = [...warnings.slice(-199), { api, message, link, time: Date.now() }]
    },
  }
}
