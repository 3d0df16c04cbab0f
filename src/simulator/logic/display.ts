/**
 * The view, as the logic reaches it: batches go out, questions come back answered.
 */
import type { Display } from '../../runtime/mirror.js'
import type { FromLogic, ToLogic } from '../protocol/logic.js'

type Answer = Extract<ToLogic, { type: 'answer' }>

/** Makes it; `answer` is told what the view answers. */
export function createDisplay(
  tell: (message: FromLogic) => void,
): Omit<Display, 'canvas'> & { answer(message: Answer): void } {
  const waiting = new Map<number, (answer: Answer) => void>()
  let last = 0
  return {
    // Posting makes the copy.
    show: (batch) => tell({ type: 'batch', ...batch }),
    ask(question) {
      last += 1
      const id = last
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ value, error }) => {
          if (error === undefined) resolve(value)
          else reject(new Error(error))
        })
        tell({ type: 'ask', id, question })
      })
    },
    answer(message) {
      waiting.get(message.id)?.(message)
      waiting.delete(message.id)
    },
  }
}
