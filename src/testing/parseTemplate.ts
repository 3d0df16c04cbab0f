/**
 * Reads TTML.
 */
import type { TemplateNode } from '../runtime/platform.js'

interface Open {
  tag?: string
  attributes: Record<string, string>
  children: TemplateNode[]
}

/** Loads the parser, when the first app is opened. */
export async function loadTemplateParser(): Promise<(source: string) => readonly TemplateNode[]> {
  const { Parser } = await import('htmlparser2')
  return (source) => {
    const root: Open = { attributes: {}, children: [] }
    const stack = [root]
    const top = () => stack.at(-1) as Open
    const parser = new Parser(
      {
        onopentag(tag, attributes) {
          const node = { tag, attributes, children: [] }
          top().children.push(node)
          stack.push(node)
        },
        onclosetag() {
          if (stack.length > 1) stack.pop()
        },
        ontext(text) {
          if (text.trim() !== '') top().children.push({ attributes: {}, children: [], text })
        },
      },
      { xmlMode: true, decodeEntities: true },
    )
    // A comparison in an expression is no tag.
    parser.write(source.replace(/\{\{[\s\S]*?\}\}/g, (found) => found.replaceAll('<', '&lt;')))
    parser.end()
    return root.children
  }
}
