/**
 * Calls of the network that are under way: the server tells of an exchange as it ends, and until then
 * the list has these.
 */
import { shallowReactive } from 'vue'
import type { ApiReply, ApiRequest, ApiTable } from '../../protocol/logic.js'

/** A call that has not ended. */
export interface RunningCall {
  readonly id: number
  readonly api: string
  readonly url: string
  readonly method: string
  readonly startedAt: number
  /** Percent, where the mini-program listens to it. */
  readonly progress?: number
}

/** All of them. */
export interface RunningCalls {
  readonly all: ReadonlyMap<number, RunningCall>
  sent(message: ApiRequest, apis: ApiTable): void
  answered(message: ApiReply): void
  clear(): void
}

/** Makes the list, empty. */
export function createRunningCalls(): RunningCalls {
  const all = shallowReactive(new Map<number, RunningCall>())
  return {
    all,
    sent(message, { tasks }) {
      if (message.type !== 'call' || !Object.hasOwn(tasks, message.api)) return
      const { url, method } = (message.args[0] ?? {}) as { url?: unknown; method?: unknown }
      const usual = message.api === 'uploadFile' ? 'POST' : 'GET'
      all.set(message.id, {
        id: message.id,
        api: message.api,
        url: String(url ?? ''),
        method: typeof method === 'string' ? method.toUpperCase() : usual,
        startedAt: Date.now(),
      })
    },
    answered(message) {
      const call = all.get(message.id)
      if (call === undefined) return
      if (message.type !== 'callback') all.delete(message.id)
      else if (/^(?:success|fail|complete)$/.test(message.name)) all.delete(message.id)
      else if (message.name === 'onProgressUpdate') {
        const { progress } = (message.args[0] ?? {}) as { progress?: number }
        all.set(message.id, { ...call, progress })
      }
    },
    clear: () => all.clear(),
  }
}
