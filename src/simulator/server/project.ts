/**
 * The project as it is by now: compiled for the browser, and compiled again as its files change.
 */
import type { Bundle } from '../protocol/bundle.js'
import { openFolder, type ProjectFolder } from './projectFolder.js'
import { watchFolder } from './watch.js'

/** Compiles a project's files. What did not change need not be done again. */
export type Compile = (folder: ProjectFolder) => Bundle | Promise<Bundle>

/** A project that is watched. */
export interface Project {
  readonly folder: ProjectFolder
  readonly bundle: Bundle
  /** The bundle as JSON. */
  readonly json: string
  close(): void
}

/** What is told when files changed. */
export interface ProjectChange {
  /** Nothing but styles did. */
  readonly styles: boolean
  readonly bundle: Bundle
}

/** Files whose whole effect is in the bundle. */
const compiled = /\.(?:js|json|ttml|ttss|sjs)$/

/** Compiles a project, and watches it. */
export async function openProject(
  root: string,
  compile: Compile,
  changed: (change: ProjectChange) => void,
): Promise<Project> {
  const folder = openFolder(root)
  let bundle = await compile(folder)
  let json = JSON.stringify(bundle)
  let working = Promise.resolve()
  let closed = false

  async function update(paths: readonly string[]) {
    const next = await compile(folder)
    const text = JSON.stringify(next)
    const same = text === json
    bundle = next
    json = text
    if (closed || (same && paths.every((path) => compiled.test(path)))) return
    changed({ styles: !same && paths.every((path) => path.endsWith('.ttss')), bundle })
  }

  const watch = watchFolder(folder.root, (paths) => {
    // One after another: the last one is what there is.
    working = working.then(() => update(paths)).catch(() => {})
  })

  return {
    folder,
    get bundle() {
      return bundle
    },
    get json() {
      return json
    },
    close() {
      closed = true
      watch.close()
    },
  }
}
