/**
 * Own components: which files the tags of a template stand for.
 */
import { componentPlaces } from '../../runtime/components.js'
import type { UnitInput } from './cache.js'
import { record } from './json.js'

/** The components that a part may use, those of app.json included: paths by tag. */
export function findComponents(
  path: string,
  [app, config]: readonly [app: object, config: object],
  { read, report }: UnitInput,
): Record<string, string> {
  const found: Record<string, string> = {}

  function add(file: string, from: string, json: object): void {
    // Parsed elsewhere, but it is this that hangs on it.
    read(file)
    for (const [tag, request] of Object.entries(record(record(json).usingComponents))) {
      const places = componentPlaces(from, String(request))
      const place = places.find((one) => read(`${one}.js`) !== undefined)
      if (place !== undefined) found[tag] = place
      else {
        delete found[tag]
        report({ file, message: `there is no component ${String(request)} for <${tag}>` })
      }
    }
  }

  add('app.json', 'app', app)
  add(`${path}.json`, path, config)
  return found
}
