/**
 * tt.canvasToTempFilePath, canvasGetImageData and canvasPutImageData [feishu].
 */
import type { AppObject } from '../platform.js'
import type { CanvasAnswer } from '../questions.js'
import { createCanvasContext } from './canvasContext.js'
import { type Canvas, createCanvases } from './canvases.js'
import { type CanvasEngine, type Drawing, invoke } from './surface.js'
import { settle, type ViewTools } from './tools.js'

/** The APIs of canvases. */
export interface CanvasApis {
  readonly apis: Readonly<Record<string, (...values: never[]) => unknown>>
  /** The node that a selector query gives. */
  node(answer: CanvasAnswer): unknown
  context(id: string): AppObject
}

/** Makes them. */
export function createCanvasApis(tools: ViewTools, engine: CanvasEngine): CanvasApis {
  const canvases = createCanvases(tools, engine)

  async function find(options: AppObject, component: unknown): Promise<Canvas> {
    const node = canvases.ofNode(options.canvas)
    return node ?? canvases.find(String(options.canvasId ?? ''), component)
  }

  async function toFile(options: AppObject, component: unknown): Promise<object> {
    const canvas = await find(options, component)
    const { surface } = canvas
    // A node is measured in its own pixels, a canvas-id in those of the page.
    const scale = canvases.ofNode(options.canvas) ? 1 : surface.width / canvas.width
    const ratio = scale === 1 ? 1 : canvas.pixelRatio
    const x = number(options.x, 0)
    const y = number(options.y, 0)
    const width = number(options.width, surface.width / scale - x)
    const height = number(options.height, surface.height / scale - y)
    const wide = Math.round(number(options.destWidth, width * ratio))
    const high = Math.round(number(options.destHeight, height * ratio))
    const copy = engine.create(wide, high)
    const drawing = copy.getContext('2d') as Drawing
    const type = options.fileType === 'jpg' || options.fileType === 'jpeg' ? 'jpg' : 'png'
    const from = [x, y, width, height].map((one) => one * scale)
    invoke(drawing, 'drawImage', [surface, ...from, 0, 0, wide, high])
    return { tempFilePath: await engine.save(copy, type, number(options.quality, 0.92)) }
  }

  async function getData(options: AppObject, component: unknown): Promise<object> {
    const { surface } = await find(options, component)
    const { x, y, width, height } = options
    const drawing = surface.getContext('2d') as Drawing
    return invoke(drawing, 'getImageData', [x, y, width, height]) as object
  }

  async function putData(options: AppObject, component: unknown): Promise<undefined> {
    const { surface } = await find(options, component)
    const { data, x, y, width, height } = options
    const drawing = surface.getContext('2d') as Drawing
    const image = invoke(drawing, 'createImageData', [width, height]) as { data: Uint8ClampedArray }
    image.data.set(data as Uint8ClampedArray)
    invoke(drawing, 'putImageData', [image, x, y])
  }

  const api =
    (name: string, run: (options: AppObject, component: unknown) => Promise<object | undefined>) =>
    (options: unknown, component: unknown) =>
      settle(tools.services, options, name, run((options ?? {}) as AppObject, component))

  return {
    node: canvases.node,
    context: (id) => createCanvasContext(tools, canvases, engine, id, undefined),
    apis: {
      createCanvasContext: (id: unknown, component: unknown) =>
        createCanvasContext(tools, canvases, engine, String(id), component),
      createOffscreenCanvas: (width: unknown, height: unknown) => {
        const given = (
          typeof width === 'object' && width !== null ? width : { width, height }
        ) as AppObject
        const size = { width: number(given.width, 300), height: number(given.height, 150) }
        return canvases.offscreen(size.width, size.height)
      },
      canvasToTempFilePath: api('canvasToTempFilePath', toFile),
      canvasGetImageData: api('canvasGetImageData', getData),
      canvasPutImageData: api('canvasPutImageData', putData),
    },
  }
}

function number(value: unknown, standard: number): number {
  return value === undefined || value === null || Number.isNaN(Number(value))
    ? standard
    : Number(value)
}
