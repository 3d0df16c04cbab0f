/**
 * The questions that the person is asked: open until they are answered.
 */
import type { FromFrame, ToFrame } from '../../protocol/frame.js'
import type { Ask, ScreenState } from './screenState.js'

/** The calls that have a sheet of their own. */
const known = [
  'showModal',
  'showActionSheet',
  'authorize',
  'getUserInfo',
  'getUserProfile',
  'openSetting',
  'chooseImage',
  'chooseVideo',
  'chooseMedia',
  'filePicker',
] as const

const choices: readonly string[] = known.slice(6)

/** Keeps them. */
export interface Asks {
  open(message: Extract<ToFrame, { type: 'ask' }>): void
  /** The back button: the last one is cancelled. Whether there was one. */
  cancel(): boolean
}

/** Makes the questions of a screen; `tell` has their answers. */
export function createAsks({ asks }: ScreenState, tell: (message: FromFrame) => void): Asks {
  return {
    open({ id, api, asked }) {
      if (!known.some((name) => name === api)) {
        tell({ type: 'answer', id, error: `nobody can be asked for ${api} here` })
        return
      }
      const ask: Ask = {
        id,
        api,
        asked,
        answer: (value) => end({ value }),
        refuse: (error) => end({ error }),
      }
      function end(outcome: { value: unknown } | { error: string }): void {
        const index = asks.indexOf(ask)
        if (index < 0) return
        asks.splice(index, 1)
        tell({ type: 'answer', id, ...outcome })
      }
      asks.push(ask)
    },
    cancel() {
      const ask = asks.at(-1)
      if (ask !== undefined) cancelAsk(ask)
      return ask !== undefined
    },
  }
}

/** What it means to turn away from a question. */
export function cancelAsk(ask: Ask): void {
  const { api } = ask
  // A modal is answered by a tap alone: the phone's back button leaves it where there is no cancel.
  if (api === 'showModal') {
    if (ask.asked.showCancel !== false) ask.answer({ confirm: false, cancel: true })
  } else if (api === 'showActionSheet') ask.refuse('cancel')
  else if (choices.includes(api)) ask.answer(undefined)
  else if (api === 'openSetting') ask.answer({})
  else ask.refuse('auth deny')
}
