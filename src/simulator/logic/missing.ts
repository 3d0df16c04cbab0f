/**
 * APIs that are not there: told once each, and explained where a call of one breaks the code.
 */
import type { ConsoleEntry, FromLogic } from '../protocol/logic.js'

/** Watches them; `elsewhere` names those that the platform has. */
export function createMissing(elsewhere: readonly string[], tell: (message: FromLogic) => void) {
  const known = new Set(elsewhere)
  const read = new Set<string>()

  return {
    /** An API that is not there was read. */
    read(api: string): void {
      if (read.has(api)) return
      read.add(api)
      tell({ type: 'missing', api, known: known.has(api) })
    },
    /** Says in the console what an error comes from, where it comes from one of these. */
    explain(error: unknown): void {
      if (!(error instanceof TypeError)) return
      const api = /(?:^|[.\s])([\w$]+) is not a function/.exec(error.message)?.[1]
      if (api === undefined || !read.has(api)) return
      const text = known.has(api)
        ? `tt.${api} is not in this simulator yet: the phone has it, so the code is right, but here it can't be called`
        : `tt.${api} is not known: neither this simulator nor the platform's documentation has it; is it a slip?`
      const entry: ConsoleEntry = { level: 'error', values: [text], time: Date.now() }
      tell({ type: 'console', entry })
    },
  }
}
