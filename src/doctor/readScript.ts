/**
 * What one script does, as far as its own file tells. The tree is dropped after that: a project's
 * scripts need not be in memory all at once.
 */
import type { CallExpression, File, Node } from '@babel/types'
import { createEvaluator, type Evaluator, networkNames } from './evaluate.js'
import type { Place } from './finding.js'
import { eachChild, placeOf } from './parse.js'
import {
  type Binding,
  findScopes,
  isFunction,
  keyName,
  lookUp,
  type Scope,
  type Scopes,
} from './scope.js'
import type { Value } from './value.js'

/** A call of one of the functions that the doctor looks at. */
interface Call {
  readonly callee: Value
  readonly args: readonly Value[]
  readonly at: Place
}

/** What one script does. */
export interface Script {
  readonly file: string
  /** What it exports; `*` is what it exports as a whole (CommonJS). */
  readonly exports: ReadonlyMap<string, Value>
  /** Files whose exports it passes on as they are. */
  readonly passedOn: readonly string[]
  /** What its functions give back, by their ids. */
  readonly returns: ReadonlyMap<string, Value>
  /** What App() gets. */
  readonly app: Value | undefined
  readonly calls: readonly Call[]
  /** Files that it requires or imports. */
  readonly sources: readonly (Place & { readonly source: string; readonly optional: boolean })[]
  /** Members of the global `tt` that it uses. */
  readonly uses: readonly (Place & { readonly name: string })[]
  /** Other platforms' globals that it uses without a test of their being there. */
  readonly foreign: readonly (Place & { readonly name: string })[]
  /** Members of tt whose being there it tests, or that it makes. */
  readonly tested: ReadonlySet<string>
  /** `eval` and its kin. */
  readonly evals: readonly (Place & { readonly what: string })[]
}

interface SeenCall {
  readonly node: CallExpression
  readonly scope: Scope
}

const otherPlatforms = new Set(['wx', 'my', 'swan', 'qq', 'ks', 'jd'])

const typedCode = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSEnumDeclaration',
  'TSEnumMember',
  'TSEnumBody',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
  'TSParameterProperty',
])

/** Reads a script. */
export function readScript(file: string, tree: File): Script {
  const scopes = findScopes(tree)
  const evaluator = createEvaluator(file, scopes)
  const seen = look(file, tree, scopes)
  const calls = readCalls(file, seen.calls, evaluator)
  const { exports, app } = readExports(seen, evaluator)
  const returns = new Map<string, Value>()
  const noteReturns = (value: Value, depth: number) => {
    if (value.kind === 'function') {
      const result = evaluator.returns(value.id)
      if (result !== undefined) returns.set(value.id, result)
    }
    if (depth > 3) return
    if (value.kind === 'object')
      for (const entry of value.entries.values()) noteReturns(entry, depth + 1)
    if (value.kind === 'class') noteReturns(value.instance, depth + 1)
  }
  for (const value of exports.values()) noteReturns(value, 0)
  if (app !== undefined) noteReturns(app, 0)
  const { passedOn, sources, uses, foreign, tested, evals } = seen
  return { file, exports, passedOn, returns, app, calls, sources, uses, foreign, tested, evals }
}

interface Seen {
  readonly calls: SeenCall[]
  readonly sources: (Place & { source: string; optional: boolean })[]
  readonly passedOn: string[]
  /** Exported names and what they stand for. */
  readonly exported: { readonly name: string; readonly node: Node; readonly scope: Scope }[]
  readonly reexported: {
    readonly name: string
    readonly key: string
    readonly source: string
    readonly at: Place
  }[]
  readonly apps: SeenCall[]
  readonly uses: (Place & { name: string })[]
  readonly foreign: (Place & { name: string })[]
  readonly tested: Set<string>
  readonly evals: (Place & { what: string })[]
}

/** Goes through the tree once, and notes what there is to read. */
function look(file: string, tree: File, scopes: Scopes): Seen {
  const seen: Seen = {
    calls: [],
    sources: [],
    passedOn: [],
    exported: [],
    reexported: [],
    apps: [],
    uses: [],
    foreign: [],
    tested: new Set(),
    evals: [],
  }
  const guards = new Set<string>()
  /** `test`: the value only decides a branch; `safe`: a failure is caught. */
  const walk = (node: Node, around: Scope, test: boolean, safe: boolean): void => {
    // Types are no code.
    if (node.type.startsWith('TS') && !typedCode.has(node.type)) return
    const scope = scopes.get(node) ?? around
    const below = (child: Node, isTest = false, isSafe = safe) => walk(child, scope, isTest, isSafe)
    switch (node.type) {
      case 'Identifier':
        if (otherPlatforms.has(node.name) && lookUp(scope, node.name) === undefined) {
          if (test) guards.add(node.name)
          else if (!safe) seen.foreign.push({ ...placeOf(file, node), name: node.name })
        }
        return
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportDefaultDeclaration':
        readModuleSyntax(file, node, scope, seen)
        break
      case 'CallExpression':
      case 'OptionalCallExpression':
        readCall(node as CallExpression, scope, safe)
        if (node.type === 'OptionalCallExpression') {
          below(node.callee, node.optional)
          for (const arg of node.arguments) below(arg)
          return
        }
        break
      case 'ImportExpression':
        noteSource(node.source, safe)
        break
      case 'NewExpression':
        readFunctionConstructor(node.callee, node.arguments, node, scope, safe)
        break
      case 'MemberExpression':
      case 'OptionalMemberExpression': {
        const key = node.computed
          ? node.property.type === 'StringLiteral'
            ? node.property.value
            : undefined
          : keyName(node.property)
        if (key !== undefined && isTt(node.object, scope)) {
          if (test) seen.tested.add(key)
          else seen.uses.push({ ...placeOf(file, node.property), name: key })
        }
        below(node.object, test || node.type === 'OptionalMemberExpression')
        if (node.computed) below(node.property)
        return
      }
      case 'ObjectProperty':
        if (node.computed) below(node.key)
        below(node.value)
        return
      case 'ClassProperty':
      case 'ClassMethod':
      case 'ObjectMethod':
        if (node.computed) below(node.key)
        eachChild(node, (child) => {
          if (child !== node.key) below(child)
        })
        return
      case 'LabeledStatement':
        below(node.body)
        return
      case 'BreakStatement':
      case 'ContinueStatement':
        return
      case 'VariableDeclarator':
        if (node.id.type === 'ObjectPattern' && node.init && isTt(node.init, scope)) {
          for (const property of node.id.properties) {
            const key =
              property.type === 'ObjectProperty' && !property.computed && keyName(property.key)
            if (!key) continue
            const withDefault = property.value.type === 'AssignmentPattern'
            if (withDefault) seen.tested.add(key)
            else seen.uses.push({ ...placeOf(file, property), name: key })
          }
        }
        if (node.id.type !== 'Identifier') below(node.id)
        // `const call = tt.call` alone says nothing of whether it is tested afterwards.
        if (node.init) below(node.init)
        return
      case 'AssignmentExpression':
        noteAssignment(node.left, node.operator, node.right, scope)
        below(node.left, node.left.type !== 'Identifier')
        below(node.right)
        return
      case 'UpdateExpression':
        if (node.argument.type === 'Identifier') {
          const binding = lookUp(scope, node.argument.name)
          if (binding !== undefined) binding.loose = true
        }
        break
      case 'UnaryExpression':
        below(
          node.argument,
          node.operator === 'typeof' || node.operator === '!' || node.operator === 'delete',
        )
        return
      case 'LogicalExpression':
        below(node.left, true)
        below(node.right, test)
        return
      case 'ConditionalExpression':
      case 'IfStatement':
        below(node.test, true)
        below(node.consequent, node.type === 'ConditionalExpression' && test)
        if (node.alternate) below(node.alternate, node.type === 'ConditionalExpression' && test)
        return
      case 'BinaryExpression': {
        if (
          node.operator === 'in' &&
          node.left.type === 'StringLiteral' &&
          isTt(node.right, scope)
        ) {
          seen.tested.add(node.left.value)
        }
        const compares = /^[!=]==?$/.test(node.operator)
        let left: Node = node
        for (; left.type === 'BinaryExpression'; left = left.left) below(left.right, compares)
        below(left, compares)
        return
      }
      case 'TryStatement':
        below(node.block, false, true)
        if (node.handler) below(node.handler)
        if (node.finalizer) below(node.finalizer)
        return
    }
    eachChild(node, (child) => below(child))
  }

  function isTt(node: Node, scope: Scope): boolean {
    if (node.type !== 'Identifier') return false
    const binding = lookUp(scope, node.name)
    if (binding === undefined) return node.name === 'tt'
    const { origin } = binding
    // `const api = tt`, and nothing else.
    return (
      origin.kind === 'value' &&
      binding.path.length === 0 &&
      origin.node.type === 'Identifier' &&
      origin.node.name === 'tt' &&
      binding.writes.length === 0 &&
      lookUp(binding.scope, 'tt') === undefined
    )
  }

  function noteSource(node: Node | undefined, optional: boolean): void {
    if (node?.type !== 'StringLiteral') return
    seen.sources.push({ ...placeOf(file, node), source: node.value, optional })
  }

  function readCall(node: CallExpression, scope: Scope, safe: boolean): void {
    const { callee } = node
    const [first] = node.arguments
    if (callee.type === 'Import') noteSource(first, safe)
    if (callee.type === 'Identifier') {
      const binding = lookUp(scope, callee.name)
      if (binding === undefined) {
        if (callee.name === 'require') noteSource(first, safe)
        if (callee.name === 'App') seen.apps.push({ node, scope })
        if (callee.name === 'eval') seen.evals.push({ ...placeOf(file, node), what: 'eval' })
        if (/^set(?:Timeout|Interval)$/.test(callee.name) && first?.type === 'StringLiteral') {
          seen.evals.push({ ...placeOf(file, node), what: `${callee.name} with code as a string` })
        }
        readFunctionConstructor(callee, node.arguments, node, scope, safe)
        return
      }
      if (mayMatter(binding)) seen.calls.push({ node, scope })
      return
    }
    if (
      callee.type === 'MemberExpression' ||
      (callee as Node).type === 'OptionalMemberExpression'
    ) {
      const member = callee as Node & { type: 'MemberExpression' }
      const key = member.computed ? undefined : keyName(member.property)
      if (key === 'canIUse' && isTt(member.object, scope) && first?.type === 'StringLiteral') {
        seen.tested.add(first.value.split('.')[0] ?? '')
      }
      if (key !== undefined && (networkNames.has(key) || reachesOut(member.object, scope))) {
        seen.calls.push({ node, scope })
      }
      return
    }
    if (callee.type === 'SequenceExpression' || callee.type === 'CallExpression') {
      seen.calls.push({ node, scope })
    }
  }

  /** Whether the object of a call can come from another file, or have methods of this one. */
  function reachesOut(node: Node, scope: Scope): boolean {
    switch (node.type) {
      case 'ThisExpression':
        return true
      case 'MemberExpression':
        return reachesOut(node.object, scope)
      case 'CallExpression':
        return node.callee.type === 'Identifier' && /^(?:require|getApp)$/.test(node.callee.name)
      case 'NewExpression':
        return true
      case 'Identifier': {
        const binding = lookUp(scope, node.name)
        return binding !== undefined && mayMatter(binding)
      }
      default:
        return false
    }
  }

  function mayMatter({ origin }: Binding): boolean {
    if (origin.kind === 'import') return true
    if (origin.kind !== 'value') return false
    return /^(?:Identifier|MemberExpression|CallExpression|NewExpression|ObjectExpression|AwaitExpression|ConditionalExpression|LogicalExpression|ClassDeclaration|ClassExpression)$/.test(
      origin.node.type,
    )
      ? true
      : isFunction(origin.node)
  }

  function readFunctionConstructor(
    callee: Node,
    args: readonly Node[],
    node: Node,
    scope: Scope,
    safe: boolean,
  ): void {
    if (callee.type !== 'Identifier' || callee.name !== 'Function' || safe) return
    if (lookUp(scope, 'Function') !== undefined) return
    const [first] = args
    // The way to the global object, which bundlers write where others fail.
    if (first?.type === 'StringLiteral' && /^\s*return this;?\s*$/.test(first.value)) return
    if (args.some((arg) => arg.type === 'StringLiteral' && arg.value === 'regeneratorRuntime = r'))
      return
    seen.evals.push({ ...placeOf(file, node), what: 'new Function' })
  }

  function noteAssignment(left: Node, operator: string, right: Node, scope: Scope): void {
    if (left.type === 'Identifier') {
      const binding = lookUp(scope, left.name)
      if (binding === undefined) return
      if (operator === '+=' || (operator === '=' && begins(right, left.name))) {
        binding.grows.push(right)
      } else if (operator === '=') binding.writes.push({ node: right, scope })
      else binding.loose = true
      return
    }
    if (left.type === 'ObjectPattern' || left.type === 'ArrayPattern') {
      loosen(left, scope)
      return
    }
    if (left.type !== 'MemberExpression') return
    const path: string[] = []
    let object: Node = left
    while (object.type === 'MemberExpression') {
      const key =
        !object.computed || object.property.type === 'StringLiteral'
          ? keyName(object.property)
          : undefined
      if (key === undefined) return
      path.unshift(key)
      object = object.object
    }
    if (object.type !== 'Identifier' || operator !== '=') return
    const binding = lookUp(scope, object.name)
    if (binding !== undefined) {
      if (path.length <= 3 && binding.properties.length < 200) {
        binding.properties.push({ path, node: right, scope })
      }
      return
    }
    if (object.name === 'tt' && path[0] !== undefined) seen.tested.add(path[0])
    const [first, second] = path
    if (object.name === 'module' && first === 'exports' && path.length <= 2) {
      seen.exported.push({ name: second ?? '*', node: right, scope })
    }
    if (object.name === 'exports' && first !== undefined && path.length === 1) {
      seen.exported.push({ name: first, node: right, scope })
    }
  }

  function loosen(pattern: Node, scope: Scope): void {
    if (pattern.type === 'Identifier') {
      const binding = lookUp(scope, pattern.name)
      if (binding !== undefined) binding.loose = true
      return
    }
    eachChild(pattern, (child) => loosen(child, scope))
  }

  const top = scopes.get(tree.program)
  if (top !== undefined) walk(tree.program, top, false, false)
  return { ...seen, foreign: seen.foreign.filter(({ name }) => !guards.has(name)) }
}

/** Whether a sum begins with a name: `name + a + b`. */
function begins(node: Node, name: string): boolean {
  let left = node
  if (left.type !== 'BinaryExpression') return false
  while (left.type === 'BinaryExpression' && left.operator === '+') left = left.left
  return left.type === 'Identifier' && left.name === name
}

function readModuleSyntax(file: string, node: Node, scope: Scope, seen: Seen): void {
  const source = 'source' in node && (node.source as Node | null | undefined)
  if (source && source.type === 'StringLiteral') {
    const typeOnly =
      ('importKind' in node && node.importKind === 'type') ||
      ('exportKind' in node && node.exportKind === 'type')
    if (!typeOnly) {
      seen.sources.push({ ...placeOf(file, source), source: source.value, optional: false })
    }
  }
  switch (node.type) {
    case 'ExportAllDeclaration':
      seen.passedOn.push(node.source.value)
      break
    case 'ExportDefaultDeclaration':
      seen.exported.push({ name: 'default', node: node.declaration, scope })
      break
    case 'ExportNamedDeclaration': {
      const { declaration } = node
      if (declaration?.type === 'VariableDeclaration') {
        for (const { id } of declaration.declarations) {
          if (id.type === 'Identifier') seen.exported.push({ name: id.name, node: id, scope })
        }
      } else if (declaration && 'id' in declaration && declaration.id?.type === 'Identifier') {
        seen.exported.push({ name: declaration.id.name, node: declaration.id, scope })
      }
      for (const specifier of node.specifiers) {
        if (
          specifier.type === 'ExportNamespaceSpecifier' ||
          specifier.type === 'ExportDefaultSpecifier'
        ) {
          continue
        }
        const { exported, local } = specifier
        const name = exported.type === 'Identifier' ? exported.name : exported.value
        if (node.source) {
          const at = placeOf(file, specifier)
          seen.reexported.push({ name, key: local.name, source: node.source.value, at })
        } else {
          seen.exported.push({ name, node: local, scope })
        }
      }
    }
  }
}

function readCalls(file: string, calls: readonly SeenCall[], evaluator: Evaluator): Call[] {
  const wanted: { readonly call: SeenCall; readonly callee: Value }[] = []
  for (const call of calls) {
    const callee = evaluator.callee(call.node.callee, call.scope)
    const matters =
      callee.kind === 'function' ||
      (callee.kind === 'member' && (callee.of.kind !== 'api' || networkNames.has(callee.key))) ||
      callee.kind === 'module' ||
      (callee.kind === 'choice' && callee.options.some(({ kind }) => kind === 'member'))
    if (matters && rootOf(callee) !== 'param') {
      wanted.push({ call, callee })
    }
  }
  // A file's own functions matter where they pass their parameters on.
  const read = ({ call, callee }: (typeof wanted)[number]): Call => ({
    callee,
    args: call.node.arguments.map((arg) => evaluator.evaluate(arg, call.scope)),
    at: placeOf(file, call.node),
  })
  const result = wanted.filter(({ callee }) => callee.kind !== 'function').map(read)
  const own = wanted.filter(({ callee }) => callee.kind === 'function')
  // Whether a function passes its parameters on shows in the calls that are already there.
  const passing = new Set<string>()
  const noteParams = (value: Value): void => {
    switch (value.kind) {
      case 'param':
        passing.add(value.function)
        break
      case 'text':
        value.parts.forEach(noteParams)
        break
      case 'object':
        value.entries.forEach(noteParams)
        for (const spread of value.rest) noteParams(spread.value)
        break
      case 'choice':
        value.options.forEach(noteParams)
        break
      case 'member':
        noteParams(value.of)
        break
      case 'call':
        value.args.forEach(noteParams)
    }
  }
  for (const { args } of result) args.forEach(noteParams)
  let rest = own
  for (let round = 0; round < 4 && rest.length > 0; round += 1) {
    const now = rest.filter(({ callee }) => callee.kind === 'function' && passing.has(callee.id))
    if (now.length === 0) break
    rest = rest.filter((one) => !now.includes(one))
    for (const one of now) {
      const call = read(one)
      result.push(call)
      call.args.forEach(noteParams)
    }
  }
  return result
}

function rootOf(value: Value): Value['kind'] {
  return value.kind === 'member' ? rootOf(value.of) : value.kind
}

function readExports(seen: Seen, evaluator: Evaluator) {
  const exports = new Map<string, Value>()
  for (const { name, node, scope } of seen.exported) {
    const value = evaluator.evaluate(node, scope)
    // Bundlers first write `exports.a = void 0`.
    const before = exports.get(name)
    if (before === undefined || (before.kind === 'known' && before.value === undefined)) {
      exports.set(name, value)
    }
  }
  for (const { name, key, source, at } of seen.reexported) {
    const module: Value = { kind: 'module', source, from: at.file, at }
    exports.set(name, { kind: 'member', of: module, key, at })
  }
  const [first] = seen.apps
  const options = first?.node.arguments[0]
  const app = first && options && evaluator.evaluate(options, first.scope)
  return { exports, app }
}
