/**
 * Keeps what was compiled as long as the files that it was compiled of stay as they are.
 */
import type { Problem } from '../protocol/bundle.js'

/** The files of a project. */
export interface ProjectReader {
  /** The text of a file by its path from the root; undefined where there is none. */
  read(path: string): string | undefined
  /** The paths of all files. */
  list(): readonly string[]
}

/** What computing a unit may use: what it reads here is what it depends on. */
export interface UnitInput {
  read(path: string): string | undefined
  /** An error, unless `severity` says otherwise. */
  report(problem: Omit<Problem, 'severity'> & Partial<Pick<Problem, 'severity'>>): void
}

/** Something compiled, and what was wrong with it. */
export interface Unit<Value> {
  readonly value: Value
  readonly problems: readonly Problem[]
  /** What it was made of. */
  readonly files: ReadonlyMap<string, string | undefined>
}

/** The units of one round. */
export interface Round {
  /** A file, read once a round. */
  read(path: string): string | undefined
  unit<Value>(key: string, compute: (input: UnitInput) => Value): Unit<Value>
}

/** Makes an empty one. */
export function createCache(): { begin(files: ProjectReader): Round; end(): void } {
  const kept = new Map<string, Unit<unknown>>()
  let asked = new Set<string>()

  function begin(files: ProjectReader): Round {
    const texts = new Map<string, string | undefined>()
    asked = new Set()

    function read(path: string): string | undefined {
      if (!texts.has(path)) texts.set(path, files.read(path))
      return texts.get(path)
    }

    return {
      read,
      unit<Value>(key: string, compute: (input: UnitInput) => Value): Unit<Value> {
        asked.add(key)
        const known = kept.get(key)
        if (known !== undefined && [...known.files].every(([path, text]) => read(path) === text)) {
          return known as Unit<Value>
        }
        const problems: Problem[] = []
        const seen = new Map<string, string | undefined>()
        const value = compute({
          read(path) {
            const text = read(path)
            seen.set(path, text)
            return text
          },
          report: (problem) => problems.push({ severity: 'error', ...problem }),
        })
        const unit = { value, problems, files: seen }
        kept.set(key, unit)
        return unit
      },
    }
  }

  return {
    begin,
    /** What was not asked for is of files that are gone. */
    end() {
      for (const key of kept.keys()) if (!asked.has(key)) kept.delete(key)
    },
  }
}
