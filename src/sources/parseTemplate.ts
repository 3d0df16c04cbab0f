/**
 * Reads TTML.
 */
import type { Place, TemplateNode } from '../runtime/platform.js'

/** What the parser is to tell beside the tree. */
interface TemplateWatcher {
  /** The file, for the places of the nodes. */
  readonly file: string
  /** Told of tags that are not closed. */
  report(message: string, place: Place): void
}

/** Makes a tree of TTML; with a watcher its nodes say where they stand. */
export type TemplateParser = (source: string, watcher?: TemplateWatcher) => readonly TemplateNode[]

interface Open {
  tag?: string
  attributes: Record<string, string>
  children: TemplateNode[]
  place?: Place
}

/**
 * What means something else within `{{ }}`, where `<` is a comparison and quotes are those of a
 * text, and what stands for it meanwhile: of the same length, so places stay.
 */
const hidden = ['<', '"', "'"]
const firstStandIn = 0xe000

const hide = (text: string) =>
  text.replace(/[<"']/g, (letter) => String.fromCharCode(firstStandIn + hidden.indexOf(letter)))
const restore = (text: string) =>
  text.replace(
    /[\uE000-\uE002]/g,
    (letter) => hidden[letter.charCodeAt(0) - firstStandIn] ?? letter,
  )

/** One that is never closed does not reach to the end of the next. */
const binding = /\{\{(?:(?!\{\{|\}\})[\s\S])*\}\}/g

/** Loads the parser, when the first app is opened. */
export async function loadTemplateParser(): Promise<TemplateParser> {
  const { Parser } = await import('htmlparser2')
  return (source, watcher) => {
    const root: Open = { attributes: {}, children: [] }
    const stack = [root]
    const top = () => stack.at(-1) as Open
    const placeAt = watcher && places(source, watcher.file)
    const placed = (index: number) => (placeAt === undefined ? {} : { place: placeAt(index) })
    // The parser tells of a text piece by piece: each entity is one.
    let text = ''
    let textStart = 0

    function endText(): void {
      if (text.trim() !== '') {
        const plain = restore(text)
        top().children.push({ attributes: {}, children: [], text: plain, ...placed(textStart) })
      }
      text = ''
    }

    const parser = new Parser(
      {
        onopentag(tag, attributes) {
          endText()
          for (const [name, value] of Object.entries(attributes)) {
            attributes[name] = restore(value)
          }
          const node = { tag, attributes, children: [], ...placed(parser.startIndex) }
          top().children.push(node)
          stack.push(node)
        },
        onclosetag(tag, implied) {
          endText()
          const closed = !implied || source.startsWith('/>', parser.endIndex - 1)
          const { place } = stack.pop() as Open
          if (!closed && place !== undefined) watcher?.report(`<${tag}> is not closed`, place)
        },
        ontext(piece) {
          if (text === '') textStart = parser.startIndex
          text += piece
        },
      },
      { xmlMode: true, decodeEntities: true },
    )
    parser.write(source.replace(binding, hide))
    parser.end()
    endText()
    return root.children
  }
}

/** Tells line and column of an index. */
function places(source: string, file: string): (index: number) => Place {
  const starts = [0]
  for (const { index } of source.matchAll(/\n/g)) starts.push(index + 1)
  return (index) => {
    const line = Math.max(
      0,
      starts.findLastIndex((start) => start <= index),
    )
    return { file, line: line + 1, column: index - (starts[line] as number) + 1 }
  }
}
