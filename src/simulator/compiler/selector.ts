/**
 * Selectors of TTSS, narrowed to the elements that a style sheet holds for. Their specificity stays
 * what it is in the source.
 */
import parser from 'postcss-selector-parser'

/** For what a style sheet holds. */
export interface SelectorScope {
  /** `app`: for all pages. A page's holds also for components that let it in. */
  readonly kind: 'app' | 'page' | 'component'
  /** What marks the elements of the part: `s-<scope>`, and its host `h-<scope>`. */
  readonly scope: string
  /** The marks of own components by their tags. */
  readonly own: ReadonlyMap<string, string>
}

/** Old names of pseudo-elements, with one colon. */
const oldElements = new Set([':before', ':after', ':first-line', ':first-letter'])

/** Classes within classes, of which most style sheets are made: no parser is needed. */
const plain = /^\s*(?:\.[a-z_][\w-]*)+(?:\s*[\s>+~]\s*(?:\.[a-z_][\w-]*)+)*$/i

/** Narrows it. Throws where it is no selector. */
export function scopeSelector(selector: string, scope: SelectorScope): string {
  const all = selector.split(',')
  if (all.every((one) => plain.test(one))) {
    return all.map((one) => one + markOf(scope)).join(',')
  }
  return parser((root) => {
    root.each((one) => narrow(one, scope))
  }).processSync(selector)
}

function markOf({ kind, scope }: SelectorScope): string {
  if (kind === 'app') return ':where([s-g])'
  if (kind === 'component') return `:where([s-${scope}])`
  return `:where([s-${scope}],.tt-page[s-${scope}] [s-g])`
}

function narrow(selector: parser.Selector, scope: SelectorScope): void {
  let isHost = false
  // Those within :not() and :is() too; what these hold is not narrowed.
  selector.walk((node) => {
    if (node.type === 'tag') renameTag(node, scope)
  })
  for (const node of [...selector.nodes]) {
    if (node.type === 'combinator') isHost = false
    if (node.type !== 'pseudo' || node.value !== ':host') continue
    isHost = true
    const within = node.nodes[0]?.nodes ?? []
    node.replaceWith(parser.attribute({ attribute: `h-${scope.scope}` } as never))
    const host = selector.nodes.find(
      (one) => one.type === 'attribute' && one.attribute === `h-${scope.scope}`,
    )
    for (const inner of [...within].reverse()) if (host) selector.insertAfter(host, inner)
  }
  // The host is not of this part's template: its marks are its owner's.
  if (isHost) return
  const mark = parser.tag({ value: markOf(scope) })
  const last = selector.nodes.findLastIndex((node) => node.type === 'combinator')
  const compound = selector.nodes.slice(last + 1)
  const element = compound.find(
    (node) =>
      node.type === 'pseudo' && (node.value.startsWith('::') || oldElements.has(node.value)),
  )
  if (element !== undefined) {
    mark.spaces.before = element.spaces.before
    element.spaces.before = ''
    selector.insertBefore(element, mark)
    return
  }
  const end = compound.at(-1)
  if (end === undefined) return
  mark.spaces.after = end.spaces.after
  end.spaces.after = ''
  selector.insertAfter(end, mark)
}

/** The DOM's elements have names of their own. */
function renameTag(node: parser.Tag, { own }: SelectorScope): void {
  const tag = node.value
  const mark = own.get(tag)
  if (mark !== undefined) {
    // As specific as a tag.
    node.value = `:where([h-${mark}]):not(_)`
  } else if (tag === 'page') {
    const alone = node.parent?.nodes.length === 1 && node.parent.parent?.type === 'root'
    node.value = alone ? '.tt-page' : ':where(.tt-page):not(_)'
  } else {
    node.value = `tt-${tag}`
  }
}
