/**
 * tt.createVideoContext: a video of the page, by its id [feishu].
 */
import type { AppObject } from '../platform.js'
import { face, type ViewTools } from './tools.js'

const methods = [
  ...['play', 'pause', 'stop', 'seek', 'playbackRate', 'sendDanmu'],
  ...['requestFullScreen', 'exitFullScreen', 'showStatusBar', 'hideStatusBar'],
]

/** Makes it. */
export function createVideoContext(
  { services, display, current }: ViewTools,
  id: string,
): AppObject {
  const { mirror, platform } = services
  const entries = methods.map((method) => [
    method,
    (...args: unknown[]) => {
      const page = current()?.id
      if (page === undefined) return
      mirror.whenShown(() => {
        display
          .ask({ ask: 'media', page, id, method, args: args.filter(isPlain) })
          .catch((error: Error) => platform.warn(`video ${id}: ${method}: ${error.message}`))
      })
    },
  ])
  return face(services, Object.fromEntries(entries))
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'function' && typeof value !== 'symbol'
}
