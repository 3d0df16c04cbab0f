/**
 * The files that the logic reads.
 */
import type { ToCommonJs } from '../../sources/compile.js'
import type { Problem } from '../protocol/bundle.js'
import type { ProjectReader, Round } from './cache.js'

/** Texts by path: scripts as CommonJS, the rest as it is; and the sjs modules of the view. */
interface Scripts {
  readonly files: Record<string, string>
  readonly modules: Record<string, string>
  readonly problems: readonly Problem[]
}

/** Collects them. */
export function collectScripts(
  files: ProjectReader,
  unit: Round['unit'],
  toCommonJs: ToCommonJs,
): Scripts {
  const scripts: Scripts = { files: {}, modules: {}, problems: [] }
  const problems: Problem[] = []
  for (const path of files.list()) {
    if (!/\.(?:js|json|ttml|sjs)$/.test(path) || /(?:^|\/)(?:\.|node_modules\/)/.test(path))
      continue
    const { value, problems: found } = unit(`file ${path}`, ({ read, report }) => {
      const text = read(path) ?? ''
      if (!/\.s?js$/.test(path)) return text
      try {
        return toCommonJs(text)
      } catch (error) {
        const { message } = error as Error
        const [, line, column] = /\((\d+):(\d+)\)/.exec(message) ?? []
        report({ file: path, line: Number(line), column: Number(column), message })
        return text
      }
    })
    problems.push(...found)
    scripts.files[path] = value
    if (path.endsWith('.sjs')) scripts.modules[path] = value
  }
  return { ...scripts, problems }
}
