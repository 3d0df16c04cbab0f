/**
 * Which elements a mini-program's selector means: those of one part's template.
 */
import { elementName, metaOf } from '../meta.js'

/** The elements of a part that fit; what stands behind `>>>` may be any part's. */
export function selectAll(root: HTMLElement, part: number, selector: string): HTMLElement[] {
  const found = splitList(selector).flatMap((one) => selectOne(root, part, one))
  // In the order of the page, each once.
  return [...new Set(found)].sort((a, b) =>
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  )
}

function selectOne(root: HTMLElement, part: number, selector: string): HTMLElement[] {
  const [first = '', ...deeper] = selector.split('>>>')
  let found = query(root, first).filter((element) => metaOf(element)?.part === part)
  for (const step of deeper) {
    found = found.flatMap((element) => query(element, step)).filter((one) => metaOf(one))
  }
  return found
}

function query(root: HTMLElement, selector: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(withElementNames(selector.trim()))]
}

const token = /"[^"]*"|'[^']*'|\[[^\]]*\]|[#.:][\w-]+|(?<![\w-])[a-z][\w-]*/gi

/** TTML's tags by the names that they have in the document. */
function withElementNames(selector: string): string {
  return selector.replaceAll(token, (piece) => {
    if (!/^[a-z]/i.test(piece)) return piece
    return piece === 'page' ? '.tt-page' : elementName(piece)
  })
}

/** At the commas that stand in no brackets. */
function splitList(selector: string): string[] {
  return selector.split(/,(?![^([]*[)\]])/)
}
