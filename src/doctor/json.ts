/**
 * JSON with the place of each value. It is strict as JSON.parse is, says where a text breaks, and
 * goes on past comments and commas too many, so that one slip does not hide what stands behind it.
 */
import type { Place } from './finding.js'

/** A value of a JSON text, and where it stands. */
export interface JsonNode {
  readonly at: Place
  readonly value: string | number | boolean | null | JsonObject | readonly JsonNode[]
}

/** The members of an object; of a name that stands twice the last one. */
export type JsonObject = ReadonlyMap<string, JsonMember>

interface JsonMember extends JsonNode {
  /** Where its name stands. */
  readonly keyAt: Place
}

/** What came of a text. */
export interface ParsedJson {
  /** Undefined where nothing could be made of it. */
  readonly root: JsonNode | undefined
  /** The first thing that is wrong. */
  readonly problem: (Place & { readonly what: string }) | undefined
}

class Broken extends Error {}

const deepest = 500

/** Reads a JSON text. */
export function parseJson(file: string, source: string): ParsedJson {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source
  const placeOf = places(file, text)
  let problem: ParsedJson['problem']
  let index = 0
  let depth = 0
  const wrong = (what: string, at = index) => {
    problem ??= { ...placeOf(at), what }
  }
  const fatal = (what: string): never => {
    wrong(what)
    throw new Broken(what)
  }

  const skip = () => {
    for (;;) {
      const [blank = ''] = /^[ \t\r\n]*/.exec(text.slice(index, index + 4096)) ?? []
      index += blank.length
      if (blank.length === 4096) continue
      const [comment] = /^(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.exec(ahead('/')) ?? []
      if (comment === undefined) return
      wrong('JSON has no comments')
      index += comment.length
    }
  }
  const ahead = (first: string) => (text[index] === first ? text.slice(index) : '')

  const readString = (): string => {
    const start = index
    let end = index + 1
    while (end < text.length && text[end] !== '"') {
      if (text.charCodeAt(end) < 0x20) {
        index = end
        fatal('a string must not have line breaks or control characters')
      }
      end += text[end] === '\\' ? 2 : 1
    }
    if (end >= text.length) fatal('the string has no end')
    index = end + 1
    try {
      return JSON.parse(text.slice(start, index)) as string
    } catch {
      index = start
      return fatal('the string has an escape that JSON does not know')
    }
  }

  const readValue = (): JsonNode => {
    skip()
    const at = placeOf(index)
    const character = text[index]
    if (character === '"') return { at, value: readString() }
    if (character === '{') return { at, value: nested(readObject) }
    if (character === '[') return { at, value: nested(readArray) }
    const [word = ''] = /^[\w.+-]+/.exec(text.slice(index, index + 400)) ?? []
    const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)
    if (!isNumber && !['true', 'false', 'null'].includes(word)) {
      if (character === undefined) fatal('the text ends too early')
      if (character === "'") fatal('strings stand in double quotes')
      fatal(`a value was expected, not ${JSON.stringify(word || character)}`)
    }
    index += word.length
    return { at, value: JSON.parse(word) as number | boolean | null }
  }
  const nested = <Kind>(read: () => Kind): Kind => {
    depth += 1
    if (depth > deepest) fatal('it is nested too deeply')
    const value = read()
    depth -= 1
    return value
  }
  /** The items between brackets; the comma before the closing one is told, and passed over. */
  const items = (close: string, readItem: () => void) => {
    index += 1
    for (let first = true; ; first = false) {
      skip()
      if (text[index] === close) break
      if (!first) {
        if (text[index] !== ',') fatal(`a comma or ${close} was expected`)
        const comma = index
        index += 1
        skip()
        if (text[index] === close) {
          wrong('the comma is one too many', comma)
          break
        }
      }
      readItem()
    }
    index += 1
  }
  const readArray = (): JsonNode[] => {
    const nodes: JsonNode[] = []
    items(']', () => nodes.push(readValue()))
    return nodes
  }
  const readObject = (): JsonObject => {
    const members = new Map<string, JsonMember>()
    items('}', () => {
      const keyAt = placeOf(index)
      if (text[index] !== '"') fatal('a name in double quotes was expected')
      const name = readString()
      skip()
      if (text[index] !== ':') fatal('a colon was expected')
      index += 1
      members.set(name, { ...readValue(), keyAt })
    })
    return members
  }

  try {
    const root = readValue()
    skip()
    if (index < text.length) wrong('something stands behind the end')
    return { root, problem }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    return { root: undefined, problem }
  }
}

/** Turns indexes of a text into places. Asked in rising order, it is quick. */
export function places(file: string, text: string): (index: number) => Place {
  let line = 1
  let start = 0
  return (index) => {
    if (index < start) {
      line = 1
      start = 0
    }
    for (;;) {
      const end = text.indexOf('\n', start)
      if (end < 0 || end >= index) return { file, line, column: index - start + 1 }
      line += 1
      start = end + 1
    }
  }
}

/** A member of an object; undefined where it is none. */
export function member(node: JsonNode | undefined, name: string): JsonMember | undefined {
  return node?.value instanceof Map ? (node.value as JsonObject).get(name) : undefined
}

/** The items of an array; none where it is no array. */
export function items(node: JsonNode | undefined): readonly JsonNode[] {
  return Array.isArray(node?.value) ? (node.value as readonly JsonNode[]) : []
}

/** The text of a string; undefined where it is none. */
export function stringOf(node: JsonNode | undefined): string | undefined {
  return typeof node?.value === 'string' ? node.value : undefined
}
