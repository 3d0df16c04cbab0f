/**
 * The rules about which APIs there are, and about code made of text.
 */
import { nearest } from '../host/nearest.js'
import type { Place } from './finding.js'
import type { Notes } from './notes.js'
import { platformApis } from './platformApis.js'
import type { Script } from './readScript.js'

/**
 * Checks the members of tt that a project uses.
 *
 * @param present the members that this project's own tt has
 */
export function checkUses(
  scripts: Iterable<Script>,
  present: ReadonlySet<string>,
  notes: Notes,
): void {
  const all = [...scripts]
  const tested = new Set(all.flatMap((script) => [...script.tested]))
  const absent = new Map<string, Place[]>()
  for (const { uses, foreign, evals } of all) {
    for (const use of uses) {
      if (tested.has(use.name) || present.has(use.name)) continue
      if (platformApis.has(use.name)) {
        const places = absent.get(use.name)
        if (places === undefined) absent.set(use.name, [use])
        else places.push(use)
      } else {
        const near = nearest(use.name, [...platformApis, ...present])
        const hint = near === undefined ? '' : `; tt.${near} is near`
        notes.add('api-unknown', use, `the platform has no tt.${use.name}${hint}`)
      }
    }
    for (const name of new Set(foreign.map((use) => use.name))) {
      const [first, ...related] = foreign.filter((use) => use.name === name)
      if (first === undefined) continue
      notes.add('api-foreign', first, `${name} is not there in Douyin`, { related })
    }
    for (const one of evals)
      notes.add('code-from-text', one, `${one.what} does not run on the platform`)
  }
  for (const [name, [first, ...related]] of absent) {
    if (first !== undefined) {
      notes.add('api-absent', first, `tt-anywhere has no tt.${name}`, { related })
    }
  }
}
