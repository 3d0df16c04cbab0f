/**
 * tt.createSelectorQuery: where the elements of a page are, and what they are [feishu].
 */

import type { AppObject } from '../platform.js'
import type { CanvasAnswer, QueryFields, QueryStep } from '../questions.js'
import { face, partOf, type ViewTools } from './tools.js'

type Wanted = Omit<QueryStep, 'fields' | 'part'>

/** Makes it; `toNode` makes the node that a canvas is asked for with. */
export function selectorQueries(
  { services, display, current }: ViewTools,
  toNode: (canvas: CanvasAnswer) => unknown,
  toContext: (context: unknown) => unknown,
): (component?: unknown) => AppObject {
  const { mirror, call, border, make } = services

  return (component) => {
    const steps: QueryStep[] = []
    const callbacks: unknown[] = []
    let part = partOf(mirror, component)

    function add(wanted: Wanted, fields: QueryFields, callback: unknown): AppObject {
      steps.push({ ...wanted, ...(part !== undefined && { part }), fields })
      callbacks.push(callback)
      return query
    }

    const nodes = (wanted: Wanted) =>
      face(services, {
        boundingClientRect: (callback: unknown) =>
          add(wanted, { id: true, dataset: true, rect: true, size: true }, callback),
        scrollOffset: (callback: unknown) =>
          add(wanted, { id: true, dataset: true, scrollOffset: true }, callback),
        fields: (fields: AppObject | undefined, callback: unknown) =>
          add(wanted, readFields(fields ?? {}), callback),
        node: (callback: unknown) => add(wanted, { node: true }, callback),
        context: (callback: unknown) => add(wanted, { context: true }, callback),
      })

    async function run(callback: unknown): Promise<void> {
      const page = current()?.id
      const asked = steps.slice()
      const told = callbacks.slice()
      const answers =
        page === undefined
          ? asked.map(() => null)
          : ((await display.ask({ ask: 'query', page, steps: asked })) as unknown[])
      const results = asked.map((step, index) => {
        const answer = answers[index] ?? (step.all ? [] : null)
        return Array.isArray(answer) ? make.Array.from(answer.map(finish)) : finish(answer)
      })
      for (const [index, result] of results.entries()) call(told[index], query, [result])
      call(callback, query, [make.Array.from(results)])
    }

    function finish(answer: unknown): unknown {
      if (typeof answer !== 'object' || answer === null) return null
      const { node, context, ...rest } = answer as AppObject
      return border.toApp({
        ...rest,
        ...('node' in answer && { node: node ? toNode(node as CanvasAnswer) : null }),
        ...('context' in answer && { context: context ? toContext(context) : null }),
      })
    }

    const query = face(services, {
      in(component: unknown) {
        part = partOf(mirror, component)
        return query
      },
      select: (selector: unknown) => nodes({ selector: String(selector), all: false }),
      selectAll: (selector: unknown) => nodes({ selector: String(selector), all: true }),
      selectViewport: () => nodes({ all: false }),
      exec(callback: unknown) {
        // What was set before is on the screen first.
        mirror.whenShown(() => void run(callback).catch(services.report))
        return query
      },
    })
    return query
  }
}

const flags = ['id', 'dataset', 'rect', 'size', 'scrollOffset', 'node', 'context'] as const

function readFields(given: AppObject): QueryFields {
  const names = (value: unknown) => (Array.isArray(value) ? value.map(String) : undefined)
  const fields = Object.fromEntries(flags.map((flag) => [flag, Boolean(given[flag])]))
  const properties = names(given.properties)
  const computedStyle = names(given.computedStyle)
  return { ...fields, ...(properties && { properties }), ...(computedStyle && { computedStyle }) }
}
