/**
 * Source code as a tree.
 */
import type { parse } from '@babel/parser'
import type { File, Node } from '@babel/types'
import type { Place } from './finding.js'

/** The parser, once it is loaded. */
export type Parser = (file: string, source: string) => ParsedScript

/** What came of a script. */
interface ParsedScript {
  /** Undefined where nothing could be made of it. */
  readonly tree: File | undefined
  /** The first thing that is wrong. */
  readonly problem: (Place & { readonly what: string }) | undefined
}

interface BabelError {
  readonly message: string
  readonly loc?: { readonly line: number; readonly column: number }
}

/** Loads the parser, which nothing else needs. */
export async function loadParser(): Promise<Parser> {
  const babel = await import('@babel/parser')
  // What `import` makes of a CommonJS package differs between Node and a bundle.
  const module = ('parse' in babel ? babel : (babel as { default: unknown }).default) as {
    parse: typeof parse
  }
  return (file, source) => parseScript(module.parse, file, source)
}

function parseScript(parser: typeof parse, file: string, source: string): ParsedScript {
  const typed = /\.[cm]?tsx?$/.test(file)
  const place = (error: BabelError) => ({
    file,
    line: error.loc?.line ?? 1,
    column: (error.loc?.column ?? 0) + 1,
    what: error.message.replace(/\s*\(\d+:\d+\)$/, '').replace(/\.$/, ''),
  })
  try {
    const tree = parser(source, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowSuperOutsideMethod: true,
      allowUndeclaredExports: true,
      allowNewTargetOutsideFunction: true,
      attachComment: false,
      plugins: [
        'decorators-legacy',
        ...(typed ? (['typescript'] as const) : []),
        ...(file.endsWith('.ts') ? [] : (['jsx'] as const)),
      ],
    })
    const [first] = (tree.errors ?? []) as unknown as BabelError[]
    return { tree: tree as File, problem: first === undefined ? undefined : place(first) }
  } catch (error) {
    if (error instanceof SyntaxError) {
      return { tree: undefined, problem: place(error as unknown as BabelError) }
    }
    if (error instanceof RangeError) {
      const what = 'the code is nested too deeply to be read'
      return { tree: undefined, problem: { file, line: 1, column: 1, what } }
    }
    throw error
  }
}

/** Goes to each node right below a node. */
export function eachChild(node: Node, visit: (child: Node) => void): void {
  const holder = node as unknown as Record<string, unknown>
  for (const key in holder) {
    const value = holder[key]
    if (typeof value !== 'object' || value === null || key === 'loc' || key === 'extra') continue
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item)
    } else if (isNode(value)) {
      visit(value)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof (value as { type?: unknown } | null)?.type === 'string'
}

/** Where a node begins. */
export function placeOf(file: string, node: Node): Place {
  const { line = 1, column = 0 } = node.loc?.start ?? {}
  return { file, line, column: column + 1 }
}
