/**
 * What a TTML file names: other templates, scripts and pictures of the package.
 */
import type { Place } from './finding.js'
import { places } from './json.js'

/** A path that a template names. */
interface TemplatePath extends Place {
  readonly path: string
  readonly tag: string
}

/** Reads the paths out of TTML. */
export type TemplateReader = (file: string, source: string) => TemplatePath[]

/** Tags and the attribute that names a file. */
const naming: ReadonlyMap<string, string> = new Map([
  ['import', 'src'],
  ['include', 'src'],
  ['sjs', 'src'],
  ['image', 'src'],
  ['cover-image', 'src'],
])

/** Loads the parser of TTML, which nothing else needs. */
export async function loadTemplateReader(): Promise<TemplateReader> {
  const { Parser } = await import('htmlparser2')
  return (file, source) => {
    const found: TemplatePath[] = []
    const placeOf = places(file, source)
    const parser = new Parser(
      {
        onopentag(tag, attributes) {
          const attribute = naming.get(tag)
          const path = attribute === undefined ? undefined : attributes[attribute]
          if (path === undefined) return
          // A picture is of the package where its path is written out and leads nowhere else.
          if (path === '' || /\{\{|^(?:[a-z][\w+.-]*:|\/\/)/i.test(path)) return
          found.push({ ...placeOf(parser.startIndex), path, tag })
        },
      },
      { xmlMode: true, decodeEntities: true },
    )
    parser.write(source)
    parser.end()
    return found
  }
}
