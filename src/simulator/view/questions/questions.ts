/**
 * What the logic asks of what is on the screen.
 */
import type { ViewQuestion } from '../../protocol/logic.js'
import { findMedia } from '../components/handles.js'
import { scrollTo } from '../screen/scrolling.js'
import type { PageRoot, Session } from '../session.js'
import { describeCanvas } from './canvas.js'
import { observe } from './observe.js'
import { loadPicture } from './picture.js'
import { type Answer, answerQuery } from './query.js'
import { selectAll } from './select.js'

/** Answers them. */
export interface Questions {
  /** Rejects with why it can't be answered. */
  answer(question: ViewQuestion): Promise<Answer>
  /** Nothing is observed any more. */
  end(): void
}

/** Makes it; `observed` is told what the observers see. */
export function createQuestions(
  { roots, store, fileUrl }: Pick<Session, 'roots' | 'store' | 'fileUrl'>,
  observed: (observer: number, result: object) => void,
): Questions {
  const observers = new Map<number, () => void>()

  function pageOf(page: number): { readonly at: PageRoot; readonly part: number } {
    const at = roots.get(page)
    const { pages, tabs } = store.stack.value
    const info = [...pages, ...tabs].find((one) => one.page === page)
    if (at === undefined || info === undefined) throw new Error('the page is not open')
    return { at, part: info.part }
  }

  return {
    async answer(question) {
      if (question.ask === 'unobserve') {
        observers.get(question.observer)?.()
        observers.delete(question.observer)
        return { value: undefined }
      }
      if (question.ask === 'picture') return loadPicture(fileUrl(question.src))
      const { at, part } = pageOf(question.page)
      switch (question.ask) {
        case 'query':
          return answerQuery(at, part, question.steps)
        case 'scroll':
          return { value: await scroll(at, part, question.options) }
        case 'canvas': {
          const name = CSS.escape(question.id)
          const selector = `canvas[tt-canvas-id="${name}"], canvas#${name}`
          const [found] = selectAll(at.root, question.part, selector)
          const value = found && describeCanvas(found)
          return { value: value ?? null, transfer: value?.canvas ? [value.canvas] : [] }
        }
        case 'media':
          return { value: await runMedia(at, question) }
        case 'observe': {
          const { observer } = question
          observers.get(observer)?.()
          observers.set(
            observer,
            observe(at, part, question, (result) => observed(observer, result)),
          )
          return { value: undefined }
        }
      }
    },
    end() {
      for (const end of observers.values()) end()
    },
  }
}

async function scroll(
  { root, scroller }: PageRoot,
  part: number,
  options: Readonly<Record<string, unknown>>,
): Promise<undefined> {
  const { scrollTop, selector, offsetTop, duration } = options
  let top = Number(scrollTop ?? 0)
  if (typeof selector === 'string') {
    const [found] = selectAll(root, part, selector)
    if (found === undefined) throw new Error(`nothing on the page fits ${selector}`)
    const distance = found.getBoundingClientRect().top - scroller.getBoundingClientRect().top
    top = scroller.scrollTop + distance + Number(offsetTop ?? 0)
  }
  await scrollTo(scroller, top, Number(duration ?? 300))
}

async function runMedia(
  { root }: PageRoot,
  { id, method, args }: Extract<ViewQuestion, { ask: 'media' }>,
): Promise<undefined> {
  const media = findMedia(root, id)
  if (media?.call === undefined) throw new Error(`there is no video with the id ${id}`)
  // What playing gives is of no use elsewhere.
  await media.call(method, args)
}
