import { createTextVNode, Fragment, h, Text as TextNode, type VNode } from 'vue'
import { defineWidget, flag, text } from './widget.js'

/** What `decode` reads. */
const entities: Readonly<Record<string, string>> = {
  '&nbsp;': '\u00a0',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&apos;': "'",
  '&ensp;': '\u2002',
  '&emsp;': '\u2003',
}
const spaces: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  ensp: '\u2002',
  emsp: '\u2003',
}

/** `text`: keeps line breaks. `space` keeps rows of spaces, `decode` reads entities. */
export const Text = defineWidget(
  'text',
  ['selectable', 'space', 'decode'],
  (attributes, { slots }) => {
    function write(value: string): string {
      const space = spaces[text(attributes.space)]
      const spaced = space === undefined ? value : value.replaceAll(' ', space)
      // A line break may be written as \n in a template too.
      const broken = spaced.replaceAll('\\n', '\n')
      if (!flag(attributes.decode)) return broken
      return broken.replace(/&[a-z]+;/g, (entity) => entities[entity] ?? entity)
    }

    /** Texts stand among the nodes, or in the fragments that lists and conditions make. */
    function rewrite(nodes: readonly VNode[]): VNode[] {
      return nodes.map((node) => {
        if (node.type === TextNode) return createTextVNode(write(String(node.children)))
        if (node.type === Fragment && Array.isArray(node.children)) {
          return h(Fragment, { key: node.key ?? undefined }, rewrite(node.children as VNode[]))
        }
        return node
      })
    }

    return (draw) =>
      draw(
        { 'tt-selectable': flag(attributes.selectable) ? '' : undefined },
        rewrite(slots.default?.() ?? []),
      )
  },
)
