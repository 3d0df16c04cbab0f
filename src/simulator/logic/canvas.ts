/**
 * Canvases of a worker, and the files that are made of them.
 */
import type { ViewQuestion } from '../../runtime/questions.js'
import type { CanvasEngine, Picture, Surface } from '../../runtime/viewApis/surface.js'
import type { Engine } from './engine.js'

type Api = (options: object) => void

/** Makes the engine that draws; `tt` has the host's APIs. */
export function createCanvasEngine(
  { OffscreenCanvas: Canvas, requestFrame, cancelFrame }: Engine,
  ask: (question: ViewQuestion) => Promise<unknown>,
  tt: Readonly<Record<string, unknown>>,
): CanvasEngine {
  let saved = 0

  function call(api: unknown, options: object): Promise<Record<string, unknown>> {
    return new Promise((success, reject) => {
      const fail = ({ errMsg }: { errMsg: string }) => reject(new Error(errMsg))
      ;(api as Api)({ ...options, success, fail })
    })
  }

  return {
    create: (width, height) => new Canvas(width, height) as unknown as Surface,
    async load(src) {
      // The host fetches it, without the limits of a browser's page.
      const isRemote = /^https?:/.test(src)
      const path = isRemote ? String((await call(tt.getImageInfo, { src })).path) : src
      const answer = (await ask({ ask: 'picture', src: path })) as { picture: Picture }
      return answer.picture
    },
    async save(surface, type, quality) {
      const canvas = surface as unknown as OffscreenCanvas
      const blob = await canvas.convertToBlob({
        type: type === 'jpg' ? 'image/jpeg' : 'image/png',
        quality,
      })
      const data = await blob.arrayBuffer()
      saved += 1
      const filePath = `${userFolder(tt)}/canvas-${Date.now()}-${saved}.${type}`
      const { writeFile } = (tt.getFileSystemManager as () => Record<string, unknown>)()
      await call(writeFile, { filePath, data })
      return filePath
    },
    requestFrame,
    cancelFrame,
  }
}

function userFolder(tt: Readonly<Record<string, unknown>>): string {
  return String((tt.env as { USER_DATA_PATH: string }).USER_DATA_PATH)
}
