import { h, type VNode } from 'vue'
import { useServices } from './services.js'
import { defineWidget, styleText, text } from './widget.js'

/** The tags that pages may use, with their attributes beside class and style. No others get in. */
const trusted: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    (
      'a abbr address article aside b bdi big blockquote br caption center cite code dd del div dl ' +
      'dt em fieldset font footer h1 h2 h3 h4 h5 h6 header hr i ins label legend li mark nav p pre ' +
      'q rt ruby s section small span strong sub sup tbody tfoot thead tr tt u ul'
    )
      .split(' ')
      .map((tag) => [tag, []]),
  ),
  bdo: ['dir'],
  col: ['span', 'width'],
  colgroup: ['span', 'width'],
  font: ['color', 'size', 'face'],
  img: ['alt', 'src', 'height', 'width'],
  ol: ['start', 'type'],
  table: ['width', 'border', 'cellspacing', 'cellpadding'],
  td: ['colspan', 'height', 'rowspan', 'width'],
  th: ['colspan', 'height', 'rowspan', 'width'],
  video: ['src', 'poster'],
}

/** A node as pages write it. */
interface RichNode {
  readonly type?: unknown
  readonly name?: unknown
  readonly attrs?: unknown
  readonly children?: unknown
  readonly text?: unknown
}

/** `rich-text`: HTML, or nodes in its likeness. Scripts, handlers and links come to nothing. */
export const RichText = defineWidget('rich-text', ['nodes', 'space'], (attributes, { attrs }) => {
  const { resolveFile } = useServices()

  /** So that the classes in it are those of the page. */
  const scopes = () =>
    Object.fromEntries(Object.entries(attrs).filter(([name]) => /^s-/.test(name)))

  function draw(name: string, read: (name: string) => unknown, children: (VNode | string)[]) {
    const own: Record<string, unknown> = { ...scopes() }
    for (const attribute of ['class', 'style', ...(trusted[name] ?? [])]) {
      const value = read(attribute)
      if (value === undefined || value === null) continue
      const isFile = attribute === 'src' || attribute === 'poster'
      own[attribute] = isFile
        ? resolveFile(text(value))
        : attribute === 'style'
          ? styleText(value)
          : text(value)
    }
    if (name === 'video') own.controls = true
    return h(name, own, children)
  }

  function fromHtml(nodes: Iterable<Node>): (VNode | string)[] {
    return [...nodes].flatMap((node): (VNode | string)[] => {
      if (node.nodeType === Node.TEXT_NODE) return [node.textContent ?? '']
      if (!(node instanceof Element)) return []
      const name = node.localName
      if (trusted[name] === undefined) return []
      const children = fromHtml(node.childNodes)
      return [draw(name, (attribute) => node.getAttribute(attribute), children)]
    })
  }

  function fromNodes(nodes: unknown): (VNode | string)[] {
    if (!Array.isArray(nodes)) return []
    return nodes.flatMap((node: RichNode | null): (VNode | string)[] => {
      if (typeof node !== 'object' || node === null) return []
      if (node.type === 'text') return [decode(text(node.text))]
      const name = text(node.name).toLowerCase()
      if (trusted[name] === undefined) return []
      const own = (node.attrs ?? {}) as Record<string, unknown>
      const read = (attribute: string) =>
        Object.hasOwn(own, attribute) ? own[attribute] : undefined
      return [draw(name, read, fromNodes(node.children))]
    })
  }

  return (drawHost) => {
    const { nodes } = attributes
    // A document of its own that never runs: nothing in it is loaded, no handler is made.
    const content = Array.isArray(nodes)
      ? fromNodes(nodes)
      : fromHtml(new DOMParser().parseFromString(text(nodes), 'text/html').body.childNodes)
    return drawHost({}, content)
  }
})

function decode(value: string): string {
  if (!value.includes('&')) return value
  return new DOMParser().parseFromString(value.replaceAll('<', '&lt;'), 'text/html').body
    .textContent as string
}
