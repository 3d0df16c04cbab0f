/**
 * TTSS as CSS.
 */
import type { AtRule, ChildNode, Root } from 'postcss'
import postcss from 'postcss'
import parseValue from 'postcss-value-parser'
import { directoryOf, joinPath } from '../../runtime/paths.js'
import type { UnitInput } from './cache.js'
import { type SelectorScope, scopeSelector } from './selector.js'
import { parseStyle } from './styleParser.js'

/** Compiles a file and all that it imports; `''` where it is none. */
export function compileStyle(path: string, scope: SelectorScope, input: UnitInput): string {
  const root = readStyle(path, input, [])
  if (root === undefined) return ''
  // The animations of app.ttss are for all pages: they keep their names.
  const animations = scope.kind === 'app' ? new Map() : renameAnimations(root, scope.scope)
  root.walkDecls((declaration) => {
    declaration.value = changeValue(declaration.value)
    if (/^(?:-\w+-)?animation(?:-name)?$/i.test(declaration.prop)) {
      declaration.value = withNames(declaration.value, animations)
    }
  })
  root.walkAtRules(/^(?:media|container)$/i, (rule) => {
    rule.params = withRpx(rule.params)
  })
  root.walkRules((rule) => {
    const { parent } = rule
    if (parent?.type === 'atrule' && /keyframes$/i.test((parent as AtRule).name)) return
    try {
      rule.selector = scopeSelector(rule.selector, scope)
    } catch (error) {
      const { line, column } = rule.source?.start ?? {}
      const file = rule.source?.input.file ?? path
      const message = `${rule.selector} is no selector: ${(error as Error).message}`
      input.report({ file, line, column, message })
      rule.remove()
    }
  })
  return root.toString()
}

/** A file with what it imports in the places of the imports; its URLs as seen from the root. */
function readStyle(path: string, input: UnitInput, above: readonly string[]): Root | undefined {
  const text = input.read(path)
  if (text === undefined) return undefined
  const root = parseStyle(text, path, input.report)
  root.walkDecls((declaration) => {
    declaration.value = withRootUrls(declaration.value, directoryOf(path))
  })
  root.walkAtRules(/^(?:import|charset)$/i, (rule) => {
    if (rule.name.toLowerCase() === 'charset') rule.remove()
    else rule.replaceWith(...importOf(rule, path, input, [...above, path]))
  })
  return root
}

function importOf(
  rule: AtRule,
  path: string,
  input: UnitInput,
  above: readonly string[],
): ChildNode[] {
  const [first, ...rest] = parseValue(rule.params).nodes
  const named = first?.type === 'function' ? first.nodes[0] : first
  const request = named?.value ?? ''
  const media = parseValue.stringify(rest).trim()
  const { line, column } = rule.source?.start ?? {}
  const problem = (message: string) => input.report({ file: path, line, column, message })
  if (/^(?:[a-z][\w+.-]*:|\/\/)/i.test(request)) {
    problem(`imports ${request}, which is not of the project`)
    return []
  }
  const file = joinPath(directoryOf(path), request)
  const place = [file, `${file}.ttss`].find((one) => input.read(one) !== undefined) ?? file
  if (above.includes(place)) {
    problem(`imports ${request}, which imports this file itself`)
    return []
  }
  const found = readStyle(place, input, above)
  if (found === undefined) {
    problem(`imports ${request}, which is not there`)
    return []
  }
  if (media === '') return found.nodes
  return [postcss.atRule({ name: 'media', params: media, nodes: found.nodes })]
}

/** Keeps the animations of this part from those of others; gives the new names by the old ones. */
function renameAnimations(root: Root, scope: string): Map<string, string> {
  const names = new Map<string, string>()
  root.walkAtRules(/keyframes$/i, (rule) => {
    const name = rule.params.replace(/^(["'])(.*)\1$/, '$2')
    names.set(name, `${name}-${scope}`)
    rule.params = `${name}-${scope}`
  })
  return names
}

function withNames(value: string, names: ReadonlyMap<string, string>): string {
  if (names.size === 0) return value
  const parsed = parseValue(value)
  parsed.walk((node) => {
    if (node.type === 'word' || node.type === 'string') {
      node.value = names.get(node.value) ?? node.value
    }
  })
  return parsed.toString()
}

const rpx = /(?<![\w#.+-])([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)rpx\b/gi

/** A length of the screen's width, of which 750 are the whole. */
function withRpx(text: string): string {
  return text.replace(rpx, (_, number) => `${Number((Number(number) / 7.5).toFixed(5))}vw`)
}

function changeValue(value: string): string {
  if (!/rpx/i.test(value)) return value
  const parsed = parseValue(value)
  parsed.walk((node) => {
    if (node.type === 'word') node.value = withRpx(node.value)
    return !(node.type === 'function' && node.value.toLowerCase() === 'url')
  })
  return parsed.toString()
}

/** A picture beside the file, as seen from the project's root: `url("/images/a.png")`. */
function withRootUrls(value: string, folder: string): string {
  if (!/url\(/i.test(value)) return value
  const parsed = parseValue(value)
  parsed.walk((node) => {
    if (node.type !== 'function' || node.value.toLowerCase() !== 'url') return
    const [inside] = node.nodes
    const url = inside?.value ?? ''
    if (inside === undefined || url === '' || /^(?:[a-z][\w+.-]*:|\/\/|#)/i.test(url)) return false
    const end = url.search(/[?#]/)
    const path = end < 0 ? url : url.slice(0, end)
    const rest = end < 0 ? '' : url.slice(end)
    node.nodes = [
      {
        type: 'string',
        quote: '"',
        value: `/${joinPath(folder, path)}${rest}`,
        sourceIndex: 0,
        sourceEndIndex: 0,
      },
    ]
    return false
  })
  return parsed.toString()
}
