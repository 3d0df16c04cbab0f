/**
 * createIntersectionObserver: tells when elements come into sight, or leave it.
 */
import type { ViewQuestion } from '../../protocol/logic.js'
import { metaOf } from '../meta.js'
import type { PageRoot } from '../session.js'
import { boxOf } from './query.js'
import { selectAll } from './select.js'

type Question = Extract<ViewQuestion, { ask: 'observe' }>

/** Observes until what it returns is called. */
export function observe(
  { root, scroller }: PageRoot,
  ownPart: number,
  question: Question,
  tell: (result: object) => void,
): () => void {
  const { part = ownPart, selector, all, thresholds, initialRatio, relativeTo, margins } = question
  const found = selectAll(root, part, selector)
  const around = relativeTo === undefined ? scroller : selectAll(root, part, relativeTo)[0]
  const margin = (['top', 'right', 'bottom', 'left'] as const)
    .map((side) => `${margins[side] ?? 0}px`)
    .join(' ')
  const ratios = new Map<Element, number>()
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio, intersectionRect, rootBounds, time } of entries) {
        const before = ratios.get(target) ?? initialRatio
        ratios.set(target, intersectionRatio)
        if (levelOf(before, thresholds) === levelOf(intersectionRatio, thresholds)) continue
        const meta = metaOf(target)
        tell({
          id: meta?.id ?? target.id,
          dataset: JSON.parse(JSON.stringify(meta?.dataset ?? {})),
          intersectionRatio,
          intersectionRect: moved(intersectionRect, scroller),
          boundingClientRect: boxOf(target, scroller),
          relativeRect: moved(rootBounds ?? scroller.getBoundingClientRect(), scroller),
          time,
        })
      }
    },
    { root: around ?? scroller, rootMargin: margin, threshold: [...new Set([0, ...thresholds])] },
  )
  for (const element of all ? found : found.slice(0, 1)) observer.observe(element)
  return () => observer.disconnect()
}

/** Which thresholds a ratio has passed; 0 is passed by what is seen at all. */
function levelOf(ratio: number, thresholds: readonly number[]): number {
  return thresholds.filter((one) => (one === 0 ? ratio > 0 : ratio >= one)).length
}

function moved(box: DOMRectReadOnly, scroller: HTMLElement): Record<string, number> {
  const origin = scroller.getBoundingClientRect()
  const left = box.left - origin.left
  const top = box.top - origin.top
  const { width, height } = box
  return { left, top, right: left + width, bottom: top + height, width, height }
}
