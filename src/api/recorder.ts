/**
 * Keeps what calls of the network did, for `host.on('exchange')` and `host.har()`. While a call runs
 * only references are taken; as it ends they are kept, and made a record as one is read.
 */
import type { Clock } from '../platform.js'
import type { ExchangeRecord } from '../profile/exchange.js'
import type { Mask } from '../profile/mask.js'
import type { NetworkQuality } from '../profile/quality.js'
import { type KeptCall, keptOf } from './keptCall.js'
import { createRecords } from './record.js'
import type { Ended, Recording } from './recording.js'

/** The recorder of one host. */
export interface Recorder {
  begin(api: string, method: string, url: unknown): Recording
  end(recording: Recording, result: Ended): void
  /** The last records, the oldest first; `mask` in the place of the host's own. */
  records(mask?: Mask): ExchangeRecord[]
}

/** What a recorder needs of its host. */
export interface RecorderParts {
  readonly clock: Clock
  readonly quality: NetworkQuality
  readonly mask: Mask
  /** Calls that are kept. */
  readonly most: number
  /** Whether somebody wants each record as it is made. */
  listens(): boolean
  tell(record: ExchangeRecord): void
}

/** Characters of texts that are kept together. */
const mostText = 8 * 1024 * 1024
/** Places of calls that are gone, before the others move up. */
const leastGone = 64

/** Makes a recorder. */
export function createRecorder(parts: RecorderParts): Recorder {
  const { clock, quality, mask, most, listens, tell } = parts
  const kept = createKept(most)
  const recordOf = createRecords(mask)
  let count = 0

  return {
    begin(api, method, url) {
      count += 1
      return {
        id: count,
        api,
        method,
        url,
        startedAt: clock.now(),
        hops: [],
        form: undefined,
        sent: undefined,
        sink: undefined,
        estimate: undefined,
      }
    },
    end(recording, result) {
      const heard = listens()
      if (most === 0 && !heard) return
      const estimate = recording.estimate ?? quality.estimate()
      const call = keptOf(recording, result, clock.now(), estimate)
      kept.add(call)
      if (heard) tell(recordOf(call))
    },
    records: (other) => kept.all().map(other === undefined ? recordOf : createRecords(other)),
  }
}

/** The last calls, the oldest first. */
function createKept(most: number) {
  const calls: (KeptCall | undefined)[] = []
  /** The oldest; those before it are gone. Moving all others for each one would take its time. */
  let first = 0
  let held = 0
  return {
    add(call: KeptCall) {
      calls.push(call)
      held += call.held
      for (; calls.length - first > most || held > mostText; first += 1) {
        held -= calls[first]?.held ?? 0
        calls[first] = undefined
      }
      if (first > leastGone && first > calls.length / 2) first -= calls.splice(0, first).length
    },
    all: () => calls.filter((call) => call !== undefined),
  }
}
