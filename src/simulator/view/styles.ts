/**
 * The mini-program's styles in the document: app.ttss first, then those of pages and components.
 */
import type { Bundle } from '../protocol/bundle.js'
import type { FileUrls } from '../protocol/frame.js'
import { toPageUnits } from './pageUnits.js'
import { fileUrl } from './urls.js'

/** The styles that are in force. */
export interface Styles {
  /** Puts new ones in their place. */
  replace(css: string, parts: Readonly<Record<string, string>>): void
  remove(): void
}

/** Inserts the styles of a bundle. */
export function insertStyles(bundle: Pick<Bundle, 'css' | 'parts'>, files: FileUrls): Styles {
  const app = add('', bundle.css)
  const parts = new Map(
    Object.entries(bundle.parts).map(([path, { css }]) => [path, add(path, css)] as const),
  )

  function add(path: string, css: string): HTMLStyleElement {
    const element = document.createElement('style')
    element.dataset.part = path
    element.textContent = prepare(css, files, path)
    document.head.append(element)
    return element
  }

  return {
    replace(css, fresh) {
      app.textContent = prepare(css, files, '')
      for (const [path, text] of Object.entries(fresh)) {
        const element = parts.get(path)
        if (element === undefined) parts.set(path, add(path, text))
        else element.textContent = prepare(text, files, path)
      }
    },
    remove() {
      for (const element of [app, ...parts.values()]) element.remove()
    },
  }
}

/** Strings and comments are passed over; what stands between them has lengths. */
const token =
  /\/\*[\s\S]*?\*\/|url\(\s*(?:"([^"]*)"|'([^']*)'|([^)'"]*?))\s*\)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/gi

function prepare(css: string, files: FileUrls, path: string): string {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  let end = 0
  let out = ''
  for (const found of css.matchAll(token)) {
    const [whole, double, single, bare] = found
    const url = double ?? single ?? bare
    out += toPageUnits(css.slice(end, found.index))
    end = found.index + whole.length
    const isOwn = url === undefined || url.startsWith('#')
    out += isOwn ? whole : `url(${JSON.stringify(fileUrl(files, url, folder))})`
  }
  return out + toPageUnits(css.slice(end))
}
