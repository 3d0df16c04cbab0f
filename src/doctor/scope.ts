/**
 * Which declaration a name means.
 */
import type { File, Function as FunctionNode, Node } from '@babel/types'
import { eachChild } from './parse.js'

/** A name that is declared, and everything that is assigned to it. */
export interface Binding {
  readonly scope: Scope
  readonly origin:
    | { readonly kind: 'value'; readonly node: Node }
    | { readonly kind: 'param'; readonly node: FunctionNode; readonly index: number }
    | { readonly kind: 'import'; readonly source: string; readonly name: string }
    | { readonly kind: 'nothing' }
    | { readonly kind: 'unknown' }
  /** The way into the value where it is taken apart: `const { a: { b } } = c` is a, b. */
  readonly path: readonly string[]
  /** What holds where the value is undefined. */
  readonly fallback: Node | undefined
  /** Assignments of the whole. */
  readonly writes: { readonly node: Node; readonly scope: Scope }[]
  /** What is added to it: `url += x`, `url = url + x`. */
  readonly grows: Node[]
  /** Assignments into it: `o.a.b = value`. */
  readonly properties: {
    readonly path: readonly string[]
    readonly node: Node
    readonly scope: Scope
  }[]
  /** Whether it is changed in ways that are not followed. */
  loose: boolean
}

/** A part of the code in which names are declared. */
export interface Scope {
  readonly parent: Scope | undefined
  readonly names: Map<string, Binding>
  /** The function whose scope it is. */
  readonly function: FunctionNode | undefined
  /** What `this` is in a function: the object or the class that it is a method of. */
  readonly self: Node | undefined
}

/** The scopes of a file, by the nodes that open them. */
export type Scopes = ReadonlyMap<Node, Scope>

/** Finds all declarations of a file. */
export function findScopes(file: File): Scopes {
  const scopes = new Map<Node, Scope>()
  const open = (node: Node, parent: Scope | undefined, self?: Node): Scope => {
    const scope: Scope = {
      parent,
      names: new Map(),
      function: isFunction(node) ? node : undefined,
      self,
    }
    scopes.set(node, scope)
    return scope
  }
  /** `outer` takes what `var` declares. */
  const walk = (node: Node, scope: Scope, outer: Scope, self?: Node): void => {
    if (isFunction(node)) {
      if (node.type === 'FunctionDeclaration' && node.id) declareValue(scope, node.id.name, node)
      const inner = open(node, scope, self)
      if (node.type === 'FunctionExpression' && node.id) declareValue(inner, node.id.name, node)
      node.params.forEach((param, index) => {
        declarePattern(inner, param, { kind: 'param', node, index }, [], undefined)
      })
      eachChild(node, (child) => {
        // The body of a function shares its scope.
        if (child === node.body && child.type === 'BlockStatement') {
          eachChild(child, (statement) => walk(statement, inner, inner))
        } else {
          walk(child, inner, inner)
        }
      })
      return
    }
    switch (node.type) {
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations) {
          const origin = init ? ({ kind: 'value', node: init } as const) : nothing
          declarePattern(node.kind === 'var' ? outer : scope, id, origin, [], undefined)
        }
        break
      case 'ClassDeclaration':
        if (node.id) declareValue(scope, node.id.name, node)
        break
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) {
          declare(scope, specifier.local.name, {
            kind: 'import',
            source: node.source.value,
            name: importedName(specifier),
          })
        }
        return
      case 'ForInStatement':
      case 'ForOfStatement': {
        const inner = open(node, scope)
        if (node.left.type === 'VariableDeclaration') {
          const target = node.left.kind === 'var' ? outer : inner
          for (const { id } of node.left.declarations) {
            declarePattern(target, id, { kind: 'unknown' }, [], undefined)
          }
        }
        walk(node.right, inner, outer)
        walk(node.body, inner, outer)
        return
      }
      case 'CatchClause': {
        const inner = open(node, scope)
        if (node.param) declarePattern(inner, node.param, { kind: 'unknown' }, [], undefined)
        walk(node.body, inner, outer)
        return
      }
      case 'TSEnumDeclaration':
      case 'TSModuleDeclaration':
        if (node.id.type === 'Identifier') declare(scope, node.id.name, { kind: 'unknown' })
        if (node.type === 'TSModuleDeclaration') return
        break
      case 'BlockStatement':
      case 'StaticBlock':
      case 'ForStatement':
      case 'SwitchStatement': {
        const inner = open(node, scope)
        eachChild(node, (child) => walk(child, inner, outer))
        return
      }
      case 'BinaryExpression': {
        // A long sum leans to the left: no step deeper for each of its parts.
        let left: Node = node
        for (; left.type === 'BinaryExpression'; left = left.left) walk(left.right, scope, outer)
        walk(left, scope, outer)
        return
      }
      case 'ObjectExpression':
      case 'ClassBody':
        eachChild(node, (child) => walk(child, scope, outer, node))
        return
      case 'ObjectProperty':
      case 'ClassProperty':
        eachChild(node, (child) => walk(child, scope, outer, self))
        return
    }
    eachChild(node, (child) => walk(child, scope, outer))
  }
  const top = open(file.program, undefined)
  eachChild(file.program, (child) => walk(child, top, top))
  return scopes
}

const nothing = { kind: 'nothing' } as const

function importedName(specifier: Node): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  if (specifier.type !== 'ImportSpecifier') return 'default'
  const { imported } = specifier
  return imported.type === 'Identifier' ? imported.name : imported.value
}

/** Whether a node is a function of any form. */
export function isFunction(node: Node): node is FunctionNode {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassPrivateMethod':
      return true
    default:
      return false
  }
}

function declareValue(scope: Scope, name: string, node: Node): void {
  declare(scope, name, { kind: 'value', node })
}

function declare(
  scope: Scope,
  name: string,
  origin: Binding['origin'],
  path: readonly string[] = [],
  fallback?: Node,
): void {
  const before = scope.names.get(name)
  if (before !== undefined) {
    // `var` again: one more value; without one it changes nothing.
    if (origin.kind === 'nothing') return
    if (origin.kind === 'value' && path.length === 0 && before.origin.kind !== 'nothing') {
      before.writes.push({ node: origin.node, scope })
      return
    }
    if (before.origin.kind !== 'nothing') {
      before.loose = true
      return
    }
  }
  scope.names.set(name, {
    scope,
    origin,
    path,
    fallback,
    writes: before?.writes ?? [],
    grows: before?.grows ?? [],
    properties: before?.properties ?? [],
    loose: false,
  })
}

function declarePattern(
  scope: Scope,
  pattern: Node,
  origin: Binding['origin'],
  path: readonly string[],
  fallback: Node | undefined,
): void {
  switch (pattern.type) {
    case 'Identifier':
      declare(scope, pattern.name, origin, path, fallback)
      break
    case 'AssignmentPattern':
      declarePattern(scope, pattern.left, origin, path, pattern.right)
      break
    case 'TSParameterProperty':
      declarePattern(scope, pattern.parameter, origin, path, fallback)
      break
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          declarePattern(scope, property.argument, { kind: 'unknown' }, [], undefined)
          continue
        }
        const key = property.computed ? undefined : keyName(property.key)
        if (key === undefined) {
          declarePattern(scope, property.value, { kind: 'unknown' }, [], undefined)
        } else {
          declarePattern(scope, property.value, origin, [...path, key], undefined)
        }
      }
      break
    case 'ArrayPattern':
      for (const element of pattern.elements) {
        if (element) declarePattern(scope, element, { kind: 'unknown' }, [], undefined)
      }
      break
    case 'RestElement':
      declarePattern(scope, pattern.argument, { kind: 'unknown' }, [], undefined)
      break
  }
}

/** The name that a key of an object or a class stands for; undefined where it is computed. */
export function keyName(key: Node): string | undefined {
  switch (key.type) {
    case 'Identifier':
      return key.name
    case 'StringLiteral':
      return key.value
    case 'NumericLiteral':
      return String(key.value)
    default:
      return undefined
  }
}

/** The declaration that a name means from within a scope; undefined where it is a global one. */
export function lookUp(scope: Scope | undefined, name: string): Binding | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const found = at.names.get(name)
    if (found !== undefined) return found
  }
  return undefined
}

/** The object or the class that `this` means, where the code says. */
export function selfOf(scope: Scope | undefined): Node | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    if (at.function === undefined || at.function.type === 'ArrowFunctionExpression') continue
    return at.self
  }
  return undefined
}
