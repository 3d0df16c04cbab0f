/**
 * The files that the logic reads.
 */
import { Script } from 'node:vm'
import { findModule } from '../../runtime/findModule.js'
import type { ToCommonJs } from '../../sources/compile.js'
import type { Problem } from '../protocol/bundle.js'
import type { ProjectReader, Round, Unit, UnitInput } from './cache.js'

/** Texts by path: scripts as CommonJS, the rest as it is; and the sjs modules of the view. */
interface Scripts {
  readonly files: Record<string, string>
  readonly modules: Record<string, string>
  readonly problems: readonly Problem[]
}

/** Collects files; those of packages that are not built into the project as they are asked for. */
export interface ScriptCollector {
  /** Adds a file and what it asks for. */
  add(path: string): void
  readonly found: Scripts
}

/** A file as the logic gets it, and the modules that it asks for. */
interface LogicFile {
  readonly text: string
  readonly requests: readonly string[]
}

const requests = /\brequire\s*\(\s*(?:'([^']+)'|"([^"]+)")\s*\)/g
/** Packages as npm installs them: only what is asked for is of the mini-program. */
const inPackages = /(?:^|\/)node_modules\//

/** Begins with all files of the project itself. */
export function collectScripts(
  files: ProjectReader,
  { unit, read }: Round,
  toCommonJs: ToCommonJs,
): ScriptCollector {
  const found = { files: {}, modules: {}, problems: [] } as {
    files: Record<string, string>
    modules: Record<string, string>
    problems: Problem[]
  }

  function add(path: string): void {
    const waiting = [path]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (Object.hasOwn(found.files, next) || read(next) === undefined) continue
      const at = next
      const { value, problems }: Unit<LogicFile> = unit(`file ${at}`, (input) =>
        compileFile(at, input, toCommonJs),
      )
      found.problems.push(...problems)
      found.files[at] = value.text
      if (at.endsWith('.sjs')) found.modules[at] = value.text
      for (const request of value.requests) {
        const module = findModule(at, request, read)
        if (module === undefined) continue
        waiting.push(module)
        // What says which of its files a package begins with.
        const [root] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(module) ?? []
        if (root !== undefined) waiting.push(`${root}package.json`)
      }
    }
  }

  for (const path of files.list()) {
    if (!/\.(?:js|json|ttml|sjs)$/.test(path) || /(?:^|\/)\./.test(path)) continue
    if (inPackages.test(path) || path === 'package-lock.json') continue
    add(path)
  }
  return { add, found }
}

function compileFile(path: string, { read, report }: UnitInput, toCommonJs: ToCommonJs): LogicFile {
  const source = read(path) ?? ''
  if (!/\.s?js$/.test(path)) return { text: source, requests: [] }
  let text = source
  let unclear: Error | undefined
  try {
    text = toCommonJs(source)
  } catch (error) {
    // It may be too new for the compiler, and fine for the engine.
    unclear = error as Error
  }
  const problem = findProblem(text, unclear)
  if (problem !== undefined && !inPackages.test(path)) report({ file: path, ...problem })
  const asked = [...text.matchAll(requests)].map(([, one, two]) => one ?? two ?? '')
  return { text, requests: path.endsWith('.js') ? asked : [] }
}

/** What an engine says of a script; it is not run. */
function findProblem(
  text: string,
  unclear: Error | undefined,
): Pick<Problem, 'line' | 'column' | 'message'> | undefined {
  try {
    new Script(`(function(){${text}\n})`, { filename: 'script' })
    return undefined
  } catch (error) {
    const { message, stack = '' } = error as Error
    if (unclear !== undefined && /import|export/.test(message)) {
      const [, line, column] = /\((\d+):(\d+)\)/.exec(unclear.message) ?? []
      return { line: Number(line ?? 1), column: Number(column ?? 1), message: unclear.message }
    }
    return { line: Number(/^script:(\d+)/.exec(stack)?.[1] ?? 1), message }
  }
}
