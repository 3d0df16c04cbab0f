/**
 * What an expression is worth within its own file. Names of other files, parameters and calls stay
 * in the value, for link.ts to put in.
 */
import type { CallExpression, Function as FunctionNode, Node } from '@babel/types'
import type { Place } from './finding.js'
import { eachChild, placeOf } from './parse.js'
import {
  type Binding,
  isFunction,
  keyName,
  lookUp,
  type Scope,
  type Scopes,
  selfOf,
} from './scope.js'
import {
  type ApiRoot,
  choice,
  isOpen,
  known,
  options,
  orElse,
  plus,
  type Spread,
  type TypeName,
  text,
  typeOf,
  unknown,
  type Value,
} from './value.js'

/** Reads expressions of one file. */
export interface Evaluator {
  evaluate(node: Node, scope: Scope): Value
  /** What a call calls, without looking into it. */
  callee(node: Node, scope: Scope): Value
  /** What a function gives back; undefined where it has more ways out than one. */
  returns(id: string): Value | undefined
}

const apiRoots = new Set<string>(['tt', 'wx', 'uni', 'my'])
/** The APIs whose options are looked at. */
export const networkNames: ReadonlySet<string> = new Set([
  'uploadFile',
  'request',
  'downloadFile',
  'connectSocket',
])
const globals = new Set(['globalThis', 'global', 'window', 'self'])

/** How far a value is followed within a file. */
const deepest = 40
/** Expressions that one value is read out of; what needs more is no URL that anyone wrote. */
const mostSteps = 1_000

/** Makes the reader of a file's expressions. */
export function createEvaluator(file: string, scopes: Scopes): Evaluator {
  const functions = new Map<string, FunctionNode>()
  const busy = new Set<unknown>()
  const cache = new Map<Binding, Value>()
  const results = new Map<string, Value | undefined>()
  const made = new Map<FunctionNode, Value & { kind: 'function' }>()
  let depth = 0
  /** How often a value was given up; what was found without it holds wherever it is asked for. */
  let cuts = 0
  let steps = 0

  const at = (node: Node): Place => placeOf(file, node)

  /** Stops where a value leads back to itself. */
  function guarded(key: unknown, place: Place, read: () => Value): Value {
    if (busy.has(key) || depth >= deepest || steps >= mostSteps) {
      cuts += 1
      return unknown(place)
    }
    busy.add(key)
    depth += 1
    try {
      return read()
    } finally {
      busy.delete(key)
      depth -= 1
    }
  }

  /** Reads an expression from without: with a budget of its own. */
  function begin(node: Node, scope: Scope): Value {
    steps = 0
    return evaluate(node, scope)
  }

  function evaluate(node: Node, scope: Scope): Value {
    const place = at(node)
    steps += 1
    switch (node.type) {
      case 'StringLiteral':
      case 'NumericLiteral':
      case 'BooleanLiteral':
        return known(node.value, place)
      case 'NullLiteral':
        return known(null, place)
      case 'BigIntLiteral':
        return unknown(place, 'number')
      case 'RegExpLiteral':
        return unknown(place, 'object')
      case 'TemplateLiteral':
        return template(node, scope)
      case 'Identifier':
        return identifier(node.name, scope, place)
      case 'MemberExpression':
      case 'OptionalMemberExpression': {
        const key = memberKey(node, scope)
        if (key === undefined) return unknown(place)
        return memberOf(
          guarded(node, place, () => evaluate(node.object, scope)),
          key,
          place,
        )
      }
      case 'ObjectExpression':
        return guarded(node, place, () => object(node, scope))
      case 'ArrayExpression':
        return { kind: 'array', at: place }
      case 'BinaryExpression':
        return binary(node, scope)
      case 'LogicalExpression': {
        const left = guarded(node, place, () => evaluate(node.left, scope))
        const right = () => guarded(node, place, () => evaluate(node.right, scope))
        if (node.operator !== '&&') {
          const unless = node.operator === '||' ? 'falsy' : 'nullish'
          return orElse(left, unless, right(), place)
        }
        if (left.kind !== 'known') return choice([left, right()], place)
        return left.value ? right() : left
      }
      case 'ConditionalExpression':
        return guarded(node, place, () =>
          choice([evaluate(node.consequent, scope), evaluate(node.alternate, scope)], place),
        )
      case 'SequenceExpression':
        return lastOf(node.expressions, scope, place)
      case 'AssignmentExpression':
        return node.operator === '=' ? evaluate(node.right, scope) : unknown(place)
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
        return evaluate(node.expression, scope)
      case 'AwaitExpression':
        return evaluate(node.argument, scope)
      case 'UnaryExpression':
        return unary(node.operator, node.argument, scope, place)
      case 'CallExpression':
      case 'OptionalCallExpression':
        return guarded(node, place, () => call(node as CallExpression, scope))
      case 'NewExpression':
        return guarded(node, place, () => construct(node.callee, scope, place))
      case 'ThisExpression':
        return self(scope, place)
      case 'ClassExpression':
      case 'ClassDeclaration':
        return guarded(node, place, () => classValue(node.body, scope, place))
      default:
        return isFunction(node) ? functionValue(node) : unknown(place)
    }
  }

  function functionValue(node: FunctionNode): Value & { kind: 'function' } {
    let value = made.get(node)
    if (value === undefined) {
      const id = `${file}#${node.start}`
      value = { kind: 'function', id, at: at(node) }
      functions.set(id, node)
      made.set(node, value)
    }
    return value
  }

  /** `(function (uni) { … }).call(this, …)`, as uni-app's builds have it. */
  function isUniParam(node: FunctionNode, index: number): boolean {
    const param = node.params[index]
    return param?.type === 'Identifier' && param.name === 'uni'
  }

  /** The third parameter of webpack's module functions: (module, exports, require). */
  function isBundlerParam(value: Value): boolean {
    if (value.kind !== 'param' || value.index !== 2) return false
    return functions.get(value.function)?.params.length === 3
  }

  function lastOf(nodes: readonly Node[], scope: Scope, place: Place): Value {
    const last = nodes.at(-1)
    return last === undefined ? unknown(place) : evaluate(last, scope)
  }

  function template(node: Node & { type: 'TemplateLiteral' }, scope: Scope): Value {
    const parts = node.quasis.flatMap((quasi, index) => {
      const written = known(quasi.value.cooked ?? quasi.value.raw, at(node))
      const expression = node.expressions[index]
      if (expression === undefined) return [written]
      return [written, guarded(node, at(node), () => evaluate(expression, scope))]
    })
    return textOf(parts, at(node))
  }

  function identifier(name: string, scope: Scope, place: Place): Value {
    const binding = lookUp(scope, name)
    if (binding !== undefined) return bindingValue(binding, place)
    if (name === 'undefined') return known(undefined, place)
    if (apiRoots.has(name)) return { kind: 'api', root: name as ApiRoot, at: place }
    if (globals.has(name)) return { kind: 'global', at: place }
    if (name === 'NaN' || name === 'Infinity') return unknown(place, 'number')
    return unknown(place)
  }

  function bindingValue(binding: Binding, place: Place): Value {
    const cached = cache.get(binding)
    if (cached !== undefined) return cached
    const outermost = depth === 0
    const before = cuts
    const value = guarded(binding, place, () => readBinding(binding, place))
    // Within a cycle it is only half of the truth.
    if (outermost || cuts === before) cache.set(binding, value)
    return value
  }

  function readBinding(binding: Binding, place: Place): Value {
    if (binding.loose) return unknown(place)
    if (binding.writes.length > 4) return unknown(place)
    // `url = url + x` and `url += x`: what it begins with stays.
    const grown = binding.grows.length > 0
    const written = binding.writes.map(({ node, scope }) => evaluate(node, scope))
    const first = origin(binding, place)
    let value = binding.path.reduce<Value>((of, key) => memberOf(of, key, place), first)
    if (binding.fallback !== undefined) {
      const fallback = evaluate(binding.fallback, binding.scope)
      value = orElse(value, 'undefined', fallback, place)
    }
    if (written.length > 0) {
      const all = binding.origin.kind === 'nothing' ? written : [value, ...written]
      value = choice(all, place)
    }
    if (grown && typeOf(value) !== 'number') {
      value = choice([value, textOf([value, unknown(place)], value.at)], place)
    } else if (grown) {
      value = unknown(place, 'number')
    }
    return binding.properties.reduce(
      (whole, { path, node, scope }) => withEntry(whole, path, () => evaluate(node, scope)),
      value,
    )
  }

  function origin({ origin, scope }: Binding, place: Place): Value {
    switch (origin.kind) {
      case 'value':
        return evaluate(origin.node, scope)
      case 'param': {
        if (isUniParam(origin.node, origin.index)) return { kind: 'api', root: 'uni', at: place }
        const { id } = functionValue(origin.node)
        return { kind: 'param', function: id, index: origin.index, at: place }
      }
      case 'import': {
        if (origin.source === '@tarojs/taro') return { kind: 'api', root: 'Taro', at: place }
        const module: Value = { kind: 'module', source: origin.source, from: file, at: place }
        return origin.name === '*'
          ? module
          : { kind: 'member', of: module, key: origin.name, at: place }
      }
      case 'nothing':
        return known(undefined, place)
      default:
        return unknown(place)
    }
  }

  function object(node: Node & { type: 'ObjectExpression' }, scope: Scope): Value {
    const builder = createBuilder()
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        builder.spread(evaluate(property.argument, scope))
        continue
      }
      const key = property.computed ? computedKey(property.key, scope) : keyName(property.key)
      if (key === undefined) builder.loosen()
      else if (property.type === 'ObjectMethod') builder.set(key, functionValue(property))
      else builder.set(key, evaluate(property.value, scope))
    }
    return builder.value(at(node))
  }

  function computedKey(node: Node, scope: Scope): string | undefined {
    const value = evaluate(node, scope)
    return value.kind === 'known' ? String(value.value) : undefined
  }

  function memberKey(
    node: Node & { type: 'MemberExpression' | 'OptionalMemberExpression' },
    scope: Scope,
  ): string | undefined {
    return node.computed ? computedKey(node.property, scope) : keyName(node.property)
  }

  function binary(node: Node & { type: 'BinaryExpression' }, scope: Scope): Value {
    const place = at(node)
    const read = (side: Node) => guarded(node, place, () => evaluate(side, scope))
    if (node.operator === '+') {
      // A chain of them leans to the left, and can be long.
      const sides: Node[] = [node.right]
      let left: Node = node.left
      while (left.type === 'BinaryExpression' && left.operator === '+') {
        sides.push(left.right)
        left = left.left
      }
      return sides.reduceRight((sum, side) => plus(sum, read(side), place), read(left))
    }
    if (['-', '*', '/', '%', '**', '|', '&', '^', '<<', '>>', '>>>'].includes(node.operator)) {
      const left = read(node.left)
      const right = read(node.right)
      if (left.kind === 'known' && right.kind === 'known') {
        const result = arithmetic(node.operator, Number(left.value), Number(right.value))
        if (result !== undefined) return known(result, place)
      }
      return unknown(place, 'number')
    }
    return unknown(place, 'boolean')
  }

  function unary(operator: string, argument: Node, scope: Scope, place: Place): Value {
    if (operator === 'typeof') return unknown(place, 'string')
    if (operator === 'void') return known(undefined, place)
    const value = guarded(argument, place, () => evaluate(argument, scope))
    if (value.kind === 'known') {
      if (operator === '!') return known(!value.value, place)
      if (operator === '-') return known(-Number(value.value), place)
      if (operator === '+') return known(Number(value.value), place)
    }
    return unknown(place, operator === '!' || operator === 'delete' ? 'boolean' : 'number')
  }

  function call(node: CallExpression, scope: Scope): Value {
    const place = at(node)
    const args = node.arguments
    const [first] = args
    const calleeNode = node.callee
    if (calleeNode.type === 'Identifier' && lookUp(scope, calleeNode.name) === undefined) {
      const { name } = calleeNode
      if (name === 'require' && first !== undefined) return required(evaluate(first, scope), place)
      if (name === 'getApp') return { kind: 'app', at: place }
      const type = globalCalls[name]
      if (type !== undefined) return unknown(place, type)
      // TypeScript's and Babel's helpers around `import`.
      if (/^_?_?(?:interop|import)/.test(name) && first) return evaluate(first, scope)
    }
    if (
      calleeNode.type === 'MemberExpression' ||
      (calleeNode as Node).type === 'OptionalMemberExpression'
    ) {
      const known = method(calleeNode as Node & { type: 'MemberExpression' }, args, scope, place)
      if (known !== undefined) return known
    }
    const target = callee(calleeNode, scope)
    const name = calleeNode.type === 'Identifier' ? calleeNode.name : lastKey(target)
    // promisify(tt.request), pify(tt.uploadFile): what comes out takes the same options.
    if (
      args.length >= 1 &&
      first !== undefined &&
      /promis|pify|interop|wrap|^_?_?import/i.test(name)
    ) {
      const inner = evaluate(first, scope)
      if (isApiMember(inner) || inner.kind === 'module') return inner
    }
    if (target.kind === 'unknown') return unknown(place)
    if (target.kind === 'api')
      return target.root === 'bundle' ? { ...target, at: place } : unknown(place)
    // webpack's require within its module functions, and its way to a module's default export.
    if (isBundlerParam(target) && first?.type.endsWith('Literal')) {
      return { kind: 'api', root: 'bundle', at: place }
    }
    if (target.kind === 'member' && isBundlerParam(target.of) && first !== undefined) {
      const inner = evaluate(first, scope)
      if (inner.kind === 'api') return inner
    }
    const values = args.map((arg) => evaluate(arg, scope))
    if (target.kind === 'function') {
      const result = returns(target.id)
      if (result !== undefined) return substitute(result, target.id, values)
      return unknown(place)
    }
    return { kind: 'call', callee: target, args: values, at: place }
  }

  /** Calls of methods that everyone knows. */
  function method(
    node: Node & { type: 'MemberExpression' },
    args: readonly Node[],
    scope: Scope,
    place: Place,
  ): Value | undefined {
    const name = memberKey(node, scope)
    if (name === undefined) return unknown(place)
    const [first] = args
    if (node.object.type === 'Identifier' && lookUp(scope, node.object.name) === undefined) {
      const owner = node.object.name
      if (owner === 'Object' && name === 'assign') return assigned(args, scope, place)
      if (owner === 'Object' && name === 'freeze' && first) return evaluate(first, scope)
      if (owner === 'JSON' && name === 'stringify') return unknown(place, 'string')
      if (owner === 'Math' || (owner === 'Date' && name === 'now')) return unknown(place, 'number')
    }
    if (name === 'concat') {
      const whole = evaluate(node.object, scope)
      if (whole.kind === 'array') return { kind: 'array', at: place }
      return textOf([whole, ...args.map((arg) => evaluate(arg, scope))], place)
    }
    if (name === 'bind') return evaluate(node.object, scope)
    if (name === 'toString' || name === 'trim') {
      const whole = evaluate(node.object, scope)
      if (whole.kind === 'known') return known(String(whole.value).trim(), whole.at)
      return whole.kind === 'text' ? whole : unknown(place, 'string')
    }
    const type = methodResults[name]
    return type === undefined ? undefined : unknown(place, type)
  }

  /** `Object.assign(a, b)`: one object of all of them. */
  function assigned(args: readonly Node[], scope: Scope, place: Place): Value {
    const builder = createBuilder()
    for (const arg of args) {
      if (arg.type === 'SpreadElement') builder.loosen()
      else builder.spread(evaluate(arg, scope))
    }
    return builder.value(place)
  }

  function required(source: Value, place: Place): Value {
    if (source.kind !== 'known' || typeof source.value !== 'string') return unknown(place)
    if (source.value === '@tarojs/taro') return { kind: 'api', root: 'Taro', at: place }
    return { kind: 'module', source: source.value, from: file, at: place }
  }

  function construct(node: Node, scope: Scope, place: Place): Value {
    if (node.type === 'Identifier' && lookUp(scope, node.name) === undefined) {
      return unknown(place, 'object')
    }
    return memberOf(callee(node, scope), instanceKey, place)
  }

  function classValue(body: Node & { type: 'ClassBody' }, scope: Scope, at: Place): Value {
    const { entries, statics } = classEntries(body, scope)
    return { kind: 'class', instance: instanceOf(entries, at), statics, at }
  }

  /** What a class has: its methods, and its fields with what the constructor assigns to them. */
  function classEntries(body: Node & { type: 'ClassBody' }, scope: Scope) {
    const entries = new Map<string, Value>()
    const statics = new Map<string, Value>()
    for (const part of body.body) {
      if (part.type !== 'ClassMethod' && part.type !== 'ClassProperty') continue
      const key = part.computed ? undefined : keyName(part.key)
      if (key === undefined) continue
      const target = part.static ? statics : entries
      if (part.type === 'ClassProperty') {
        if (part.value) target.set(key, evaluate(part.value, scope))
      } else if (part.kind === 'constructor') {
        for (const [name, value] of constructed(part)) entries.set(name, value)
      } else if (part.kind === 'method') {
        target.set(key, functionValue(part))
      }
    }
    return { entries, statics }
  }

  /** `this.a = …` among the statements of a constructor. */
  function constructed(node: FunctionNode): [string, Value][] {
    const scope = scopes.get(node)
    if (node.body.type !== 'BlockStatement' || scope === undefined) return []
    return node.body.body.flatMap((statement): [string, Value][] => {
      if (statement.type !== 'ExpressionStatement') return []
      const { expression } = statement
      if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return []
      const { left } = expression
      if (left.type !== 'MemberExpression' || left.computed) return []
      if (left.object.type !== 'ThisExpression') return []
      const key = keyName(left.property)
      return key === undefined ? [] : [[key, evaluate(expression.right, scope)]]
    })
  }

  function self(scope: Scope, place: Place): Value {
    const node = selfOf(scope)
    if (node === undefined) return unknown(place)
    return guarded(node, place, () => {
      if (node.type === 'ClassBody') {
        const { entries, statics } = classEntries(node, scope)
        return instanceOf(new Map([...statics, ...entries]), place)
      }
      if (node.type !== 'ObjectExpression') return unknown(place)
      const whole = object(node, scope) as Value & { kind: 'object' }
      // setData and the framework change it.
      const entries = new Map(whole.entries)
      for (const name of ['data', 'properties', 'props', 'state']) entries.delete(name)
      return { ...whole, entries, open: true }
    })
  }

  function beginCallee(node: Node, scope: Scope): Value {
    steps = 0
    return callee(node, scope)
  }

  function beginReturns(id: string): Value | undefined {
    steps = 0
    return returns(id)
  }

  function callee(node: Node, scope: Scope): Value {
    if (node.type === 'SequenceExpression') {
      const last = node.expressions.at(-1)
      return last === undefined ? unknown(at(node)) : callee(last, scope)
    }
    return evaluate(node, scope)
  }

  function returns(id: string): Value | undefined {
    if (results.has(id)) return results.get(id)
    const outermost = depth === 0
    const before = cuts
    const value = readReturns(id)
    if (outermost || cuts === before) results.set(id, value)
    return value
  }

  function readReturns(id: string): Value | undefined {
    const node = functions.get(id)
    const scope = node && scopes.get(node)
    if (node === undefined || scope === undefined || node.generator) return undefined
    const found = returned(node)
    if (found.length === 0) return undefined
    return guarded(node, at(node), () =>
      choice(
        found.map((result) => evaluate(result.node, scopeAt(result.blocks, scope))),
        at(node),
      ),
    )
  }

  /** The innermost scope of the blocks around a statement. */
  function scopeAt(blocks: readonly Node[], around: Scope): Scope {
    return blocks.reduce((scope, block) => scopes.get(block) ?? scope, around)
  }

  return { evaluate: begin, callee: beginCallee, returns: beginReturns }
}

/** The key under which a class has what `new` makes of it. */
const instanceKey = 'new '

/** A text; one of several at its beginning, where it decides the origin, makes several texts. */
function textOf(parts: readonly Value[], place: Place): Value {
  const [first, ...rest] = parts.filter((part) => !(part.kind === 'known' && part.value === ''))
  if (first?.kind !== 'choice') return text(parts, place)
  return choice(
    first.options.map((option) => text([option, ...rest], place)),
    place,
  )
}

interface Result {
  readonly node: Node
  /** The blocks around it, the outermost first. */
  readonly blocks: readonly Node[]
}

/** What a function can give back; none where it is too much. */
function returned(node: FunctionNode): readonly Result[] {
  if (node.body.type !== 'BlockStatement') return [{ node: node.body, blocks: [] }]
  const found: Result[] = []
  const walk = (statement: Node, blocks: readonly Node[]) => {
    if (found.length > 6 || isFunction(statement)) return
    if (statement.type === 'ReturnStatement') {
      if (statement.argument) found.push({ node: statement.argument, blocks })
    } else if (/(?:Statement|SwitchCase|CatchClause)$/.test(statement.type)) {
      if (statement.type === 'ExpressionStatement') return
      eachChild(statement, (child) => walk(child, [...blocks, statement]))
    }
  }
  for (const statement of node.body.body) walk(statement, [])
  return found.length > 6 ? [] : found
}

/** A member of a value, as far as its file tells. */
export function memberOf(of: Value, key: string, at: Place): Value {
  switch (of.kind) {
    case 'object': {
      const entry = of.entries.get(key)
      if (entry !== undefined) return entry
      const [spread] = of.rest
      if (spread !== undefined) return memberOf(spread.value, key, at)
      return of.open ? unknown(at) : known(undefined, at)
    }
    case 'choice':
      return choice(
        of.options.map((option) => memberOf(option, key, at)),
        at,
      )
    case 'class':
      return key === instanceKey ? of.instance : (of.statics.get(key) ?? unknown(at))
    case 'global':
      return apiRoots.has(key) ? { kind: 'api', root: key as ApiRoot, at } : unknown(at)
    case 'api':
      // `a.default.request` and the like of a bundler.
      if (of.root === 'bundle' && !networkNames.has(key)) return { ...of, at }
      return { kind: 'member', of, key, at }
    case 'param':
    case 'member':
    case 'call':
    case 'module':
    case 'app':
      return { kind: 'member', of, key, at }
    default:
      return unknown(at)
  }
}

/** Whether a value is an API of a platform, as `tt.request` is. */
export function isApiMember(value: Value): value is Value & { kind: 'member' } {
  return value.kind === 'member' && value.of.kind === 'api'
}

function lastKey(value: Value): string {
  return value.kind === 'member' ? value.key : ''
}

/** The value with one entry more: `o.a.b = value`. */
function withEntry(whole: Value, path: readonly string[], read: () => Value): Value {
  const [key, ...rest] = path
  if (key === undefined) return whole
  if (isOpen(whole)) {
    // An entry of what a caller gives: it goes over the caller's own.
    if (rest.length > 0) return whole
    const spread = { value: whole, over: new Set<string>() }
    const entries = new Map([[key, read()]])
    return { kind: 'object', entries, open: false, rest: [spread], at: whole.at }
  }
  if (whole.kind !== 'object') return whole
  const before = whole.entries.get(key)
  let next: Value | undefined
  if (rest.length > 0) next = before && withEntry(before, rest, read)
  else next = before === undefined ? read() : choice([before, read()], before.at)
  if (next === undefined) return { ...whole, open: true }
  return { ...whole, entries: new Map([...whole.entries, [key, next]]) }
}

/** Puts an object together. */
function createBuilder() {
  const entries = new Map<string, Value>()
  const rest: Spread[] = []
  let open = false
  const spread = (value: Value): void => {
    if (value.kind === 'object') {
      for (const [key, entry] of value.entries) entries.set(key, entry)
      for (const one of value.rest) rest.push({ ...one, over: new Set() })
      open ||= value.open
    } else if (value.kind === 'choice') {
      for (const one of value.options) {
        if (one.kind !== 'object') {
          spread(one)
          continue
        }
        for (const [key, entry] of one.entries) {
          const before = entries.get(key)
          entries.set(key, before === undefined ? entry : choice([before, entry], entry.at))
        }
        open ||= one.open || one.rest.length > 0
      }
    } else if (isOpen(value)) {
      rest.push({ value, over: new Set(entries.keys()) })
    } else if (value.kind !== 'known') {
      open = true
      // What stood before may have been replaced.
      for (const [key, entry] of entries)
        entries.set(key, choice([entry, unknown(entry.at)], entry.at))
    }
  }
  return {
    spread,
    set: (key: string, value: Value) => entries.set(key, value),
    loosen: () => {
      open = true
    },
    value: (at: Place): Value => ({ kind: 'object', entries, open, rest, at }),
  }
}

function instanceOf(entries: ReadonlyMap<string, Value>, at: Place): Value {
  return { kind: 'object', entries, open: true, rest: [], at }
}

/** Puts a call's arguments in the places of the parameters. */
export function substitute(value: Value, id: string, args: readonly Value[]): Value {
  return replace(value, (one) => {
    if (one.kind !== 'param' || one.function !== id) return undefined
    return args[one.index] ?? known(undefined, one.at)
  })
}

/** Puts other values in the places of those that `change` knows; what is made of them follows. */
export function replace(value: Value, change: (value: Value) => Value | undefined): Value {
  const inner = (one: Value): Value => {
    switch (one.kind) {
      case 'text':
        return textOf(one.parts.map(inner), one.at)
      case 'object':
        return merged(one, inner)
      case 'choice': {
        const [left, right, ...more] = one.options.map(inner)
        if (one.unless !== undefined && left !== undefined && right !== undefined) {
          return orElse(left, one.unless, right, one.at)
        }
        return choice(
          [left, right, ...more].filter((option) => option !== undefined),
          one.at,
        )
      }
      case 'member': {
        // What a file exports by name is found by name.
        const direct = change(one)
        if (direct !== undefined) return direct
        const whole = memberOf(inner(one.of), one.key, one.at)
        return whole.kind === 'member' ? (change(whole) ?? whole) : whole
      }
      case 'call': {
        const whole = { ...one, callee: inner(one.callee), args: one.args.map(inner) }
        return change(whole) ?? whole
      }
      default:
        return change(one) ?? one
    }
  }
  return inner(value)
}

/** An object with its entries changed; what has become known of what is spread into it is put in. */
function merged(one: Value & { kind: 'object' }, inner: (value: Value) => Value): Value {
  const entries = new Map<string, Value>()
  for (const [key, entry] of one.entries) entries.set(key, inner(entry))
  const rest: Spread[] = []
  let { open } = one
  for (const { value, over } of one.rest) {
    const next = inner(value)
    for (const option of options(next)) {
      if (option.kind === 'object') {
        for (const [key, entry] of option.entries) {
          if (over.has(key) || !entries.has(key)) entries.set(key, entry)
        }
        rest.push(...option.rest)
        open ||= option.open
      } else if (isOpen(option)) {
        rest.push({ value: option, over })
      } else if (option.kind !== 'known') {
        open = true
      }
    }
  }
  return { kind: 'object', entries, open, rest, at: one.at }
}

const globalCalls: Readonly<Record<string, TypeName>> = {
  String: 'string',
  encodeURIComponent: 'string',
  encodeURI: 'string',
  decodeURIComponent: 'string',
  Number: 'number',
  parseInt: 'number',
  parseFloat: 'number',
  Boolean: 'boolean',
}

const methodResults: Readonly<Record<string, TypeName>> = {
  toFixed: 'string',
  toUpperCase: 'string',
  toLowerCase: 'string',
  substring: 'string',
  padStart: 'string',
  padEnd: 'string',
  join: 'string',
  getTime: 'number',
  indexOf: 'number',
}

function arithmetic(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    default:
      return undefined
  }
}
