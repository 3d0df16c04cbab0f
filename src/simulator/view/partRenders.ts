/**
 * The render functions of a mini-program's templates, made when they are first needed.
 */
import * as Vue from 'vue'
import type { Bundle } from '../protocol/bundle.js'
import type { PartRender, TemplateHelp } from './templateTypes.js'

/** The render function of a part by its path; undefined where it has none, or none that runs. */
export type PartRenders = (path: string) => PartRender | undefined

/** Where parts find it. */
export const partRendersKey: Vue.InjectionKey<PartRenders> = Symbol('partRenders')

/** Makes it for a bundle; `report` is told of what does not run. */
export function createPartRenders(
  parts: Bundle['parts'],
  help: TemplateHelp,
  report: (message: string) => void,
): PartRenders {
  const made = new Map<string, PartRender | undefined>()
  return (path) => {
    if (made.has(path)) return made.get(path)
    let render: PartRender | undefined
    const code = parts[path]?.code
    try {
      if (code !== undefined) render = new Function('Vue', 'help', code)(Vue, help)
    } catch (error) {
      report(`${path}.ttml does not run: ${String(error)}`)
    }
    made.set(path, render)
    return render
  }
}
