/**
 * The realm of a mini-program in a worker: the worker's own.
 */
import type { AppFunction, Realm } from '../../runtime/platform.js'
import type { Engine } from './engine.js'

/** What stands before the paths of the project's files where the browser names them. */
export const fileRoot = 'project:///'

/** Makes it. */
export function createRealm(scope: object): Realm {
  return {
    global: scope as Realm['global'],
    makeFunction: (run): AppFunction =>
      function (this: unknown, ...values) {
        return run(this, values)
      },
  }
}

/** Compiles a file so that its lines stay where they are, for stack traces and breakpoints. */
export function compile(
  engine: Engine,
  path: string,
  source: string,
  names: readonly string[],
): AppFunction {
  // The comment ends what a comment on the file's last line would swallow.
  const script = `(function (${names.join(', ')}) {${source}\n})\n//# sourceURL=${fileRoot}${encodeURI(path)}`
  try {
    return engine.run(script) as AppFunction
  } catch (error) {
    const { message } = error as Error
    throw message.includes(path) ? error : new SyntaxError(`${path}: ${message}`)
  }
}

/** Compiles an expression of TTML. */
export function compileExpression(engine: Engine, expression: string): (scope: object) => unknown {
  const run = engine.run(
    `(function (scope) { with (scope) { return ${expression}\n} })\n//# sourceURL=${fileRoot}ttml`,
  ) as AppFunction
  return (scope) => run.call(scope, scope)
}
