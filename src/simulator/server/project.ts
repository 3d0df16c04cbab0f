/**
 * The project as it is by now: compiled for the browser, and compiled again as its files change.
 */
import { createCompiler } from '../compiler/project.js'
import type { Bundle } from '../protocol/bundle.js'
import { openFolder, type ProjectFolder } from './projectFolder.js'
import { watchFolder } from './watch.js'

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
  changed: (change: ProjectChange) => void,
  failed: (error: Error) => void,
): Promise<Project> {
  const folder = openFolder(root)
  const { compile } = await createCompiler()
  let bundle = compile(folder)
  let json = JSON.stringify(bundle)
  let closed = false

  function update(paths: readonly string[]) {
    const next = compile(folder)
    const text = JSON.stringify(next)
    const same = text === json
    bundle = next
    json = text
    if (same && paths.every((path) => compiled.test(path))) return
    changed({ styles: !same && paths.every((path) => path.endsWith('.ttss')), bundle })
  }

  const watch = watchFolder(folder.root, (paths) => {
    if (closed) return
    try {
      update(paths)
    } catch (error) {
      // The folder itself may have gone for a moment: what there was goes on.
      failed(error as Error)
    }
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
