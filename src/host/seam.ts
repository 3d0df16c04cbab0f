/**
 * What the test kit and the simulator need of a host, and a mini-program never sees.
 */
import type { Context } from '../api/context.js'
import type { Host } from './host.js'

/** A host from within. */
export interface HostSeam {
  readonly context: Context
  /** The folder that the app.json of its mini-program lies in. */
  readonly project: string | undefined
  /** Told when the mini-program goes to the background or comes back. Returns how to stop that. */
  onVisible(listener: (visible: boolean) => void): () => void
  /** Run before the host closes. Returns how to stop that. */
  onClose(listener: () => unknown): () => void
}

/** The same in all copies of this package: one may be imported, another required. */
const key = Symbol.for('tt-anywhere.host')

/** Puts the seam on a host. */
export function addSeam(host: Host, seam: HostSeam): Host {
  return Object.defineProperty(host, key, { value: seam })
}

/** The seam of a host. Throws where it is none. */
export function seamOf(host: Host): HostSeam {
  const found = (host as { [key]?: HostSeam } | undefined)?.[key]
  if (found === undefined) throw new TypeError('that is no host: make one with createHost()')
  return found
}
