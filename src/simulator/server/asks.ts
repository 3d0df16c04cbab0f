/**
 * What the person in front of the browser is asked, and waits for an answer.
 */
import type { FromNode } from '../protocol/wire.js'

/** The questions of one session. */
export interface Asks {
  /** Resolves to the person's answer; rejects where they refuse. */
  ask(api: string, asked: Readonly<Record<string, unknown>>): Promise<unknown>
  answer(id: number, value: unknown, error: string | undefined): void
  /** Nobody answers any more what was asked so far. */
  drop(reason: string): void
}

/** Makes them; `send` puts a question on the screen. */
export function createAsks(send: (message: FromNode) => void): Asks {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0

  function take(id: number) {
    const found = waiting.get(id)
    waiting.delete(id)
    return found
  }

  return {
    ask: (api, asked) =>
      new Promise((resolve, reject) => {
        last += 1
        waiting.set(last, { resolve, reject })
        send({ type: 'ask', id: last, api, asked })
      }),
    answer(id, value, error) {
      const found = take(id)
      if (error === undefined) found?.resolve(value)
      else found?.reject(new Error(error))
    },
    drop(reason) {
      for (const id of [...waiting.keys()]) take(id)?.reject(new Error(reason))
    },
  }
}
