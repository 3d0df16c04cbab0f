/**
 * The clipboard (spec 16): one for each host, apart from the machine's own.
 */
import { requiredString } from '../call.js'
import type { PlainCallbacks } from '../plainApi.js'
import type { Answered, CallTable } from './answered.js'

/** The options of tt.setClipboardData. */
export interface SetClipboardDataOptions extends PlainCallbacks {
  data: string
}

/** What success of tt.getClipboardData gets. */
export interface GetClipboardDataResult {
  /** Empty until something was put there. */
  data: string
}

/** These calls, and what their answers are asked with. */
export interface ClipboardCalls {
  /** Puts a text on the clipboard. */
  setClipboardData: Answered<SetClipboardDataOptions, { data: string }>
  /** Gets what is on it; an answer decides otherwise, as another app would. */
  getClipboardData: Answered<PlainCallbacks<GetClipboardDataResult>, object, GetClipboardDataResult>
}

/** How they are read and run. */
export function clipboardCalls(): CallTable<ClipboardCalls> {
  let held = ''
  return {
    setClipboardData: {
      options: ['data'],
      read: (values) => ({ data: requiredString(values, 'data') }),
      async run({ data }, ask) {
        await ask()
        held = data
        return {}
      },
    },
    getClipboardData: {
      options: [],
      read: () => ({}),
      run: async (_asked, ask) => ({ data: held, ...(await ask()) }),
    },
  }
}
