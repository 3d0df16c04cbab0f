/**
 * tt.createCanvasContext: the old way to draw. What is called is kept until `draw()` [feishu].
 */
import type { AppObject } from '../platform.js'
import type { Canvas, Canvases } from './canvases.js'
import { type CanvasEngine, type Drawing, invoke, type Picture } from './surface.js'
import { face, type Methods, type ViewTools } from './tools.js'

/** Called as on a browser's context. */
const calls = [
  ...['fillRect', 'strokeRect', 'clearRect', 'beginPath', 'closePath', 'moveTo', 'lineTo', 'rect'],
  ...['arc', 'arcTo', 'ellipse', 'quadraticCurveTo', 'bezierCurveTo', 'fill', 'stroke', 'clip'],
  ...['save', 'restore', 'scale', 'rotate', 'translate', 'transform', 'setTransform'],
  ...['fillText', 'strokeText', 'setLineDash'],
]

/** Set by a method, and as a field. */
const fields = [
  ...['fillStyle', 'strokeStyle', 'lineWidth', 'lineCap', 'lineJoin', 'miterLimit', 'font'],
  ...['globalAlpha', 'textAlign', 'textBaseline', 'shadowOffsetX', 'shadowOffsetY', 'shadowBlur'],
  ...['shadowColor', 'globalCompositeOperation', 'lineDashOffset'],
]

type Step = (drawing: Drawing, pictures: ReadonlyMap<unknown, Picture>) => void

/** Makes it, for the canvas with an id. */
export function createCanvasContext(
  { services }: ViewTools,
  canvases: Canvases,
  engine: CanvasEngine,
  id: string,
  component: unknown,
): AppObject {
  const { call, report } = services
  let steps: Step[] = []
  let sources = new Set<unknown>()
  let drawn: Promise<void> = Promise.resolve()
  // Measures texts, and makes gradients.
  const aside = engine.create(1, 1).getContext('2d') as Drawing

  function set(name: string, value: unknown): void {
    aside[name] = value
    steps.push((drawing) => {
      drawing[name] = value
    })
  }

  const setters: [string, (...values: never[]) => unknown][] = fields.map((name) => [
    `set${name[0]?.toUpperCase()}${name.slice(1)}`,
    (value: unknown) => set(name, value),
  ])

  const methods: Methods = {
    ...Object.fromEntries(
      calls.map((name) => [
        name,
        (...args: unknown[]) => void steps.push((drawing) => invoke(drawing, name, args)),
      ]),
    ),
    ...Object.fromEntries(setters),
    setShadow(x: number, y: number, blur: number, color: string) {
      set('shadowOffsetX', x)
      set('shadowOffsetY', y)
      set('shadowBlur', blur)
      set('shadowColor', color)
    },
    setFontSize: (size: number) =>
      set('font', String(aside.font).replace(/\d+(?:\.\d+)?px/, `${size}px`)),
    setLineDash(pattern: number[], offset?: number) {
      steps.push((drawing) => invoke(drawing, 'setLineDash', [pattern]))
      if (offset !== undefined) set('lineDashOffset', offset)
    },
    measureText: (text: unknown) => ({
      width: (invoke(aside, 'measureText', [String(text)]) as { width: number }).width,
    }),
    createLinearGradient: (...args: number[]) => invoke(aside, 'createLinearGradient', args),
    createCircularGradient: (x: number, y: number, radius: number) =>
      invoke(aside, 'createRadialGradient', [x, y, 0, x, y, radius]),
    drawImage(source: unknown, ...args: unknown[]) {
      sources.add(source)
      steps.push((drawing, pictures) => {
        const picture = pictures.get(source)
        if (picture !== undefined) invoke(drawing, 'drawImage', [picture, ...args])
      })
    },
    draw(reserve: unknown, callback: unknown) {
      const own = steps
      const wanted = sources
      steps = []
      sources = new Set()
      drawn = drawn.then(() => perform(own, wanted, reserve === true)).catch(report)
      const done = typeof reserve === 'function' ? reserve : callback
      void drawn.then(() => call(done, undefined, []))
    },
  }

  async function perform(own: Step[], wanted: Set<unknown>, reserve: boolean): Promise<void> {
    const [canvas, pictures] = await Promise.all([canvases.find(id, component), load(wanted)])
    const drawing = prepare(canvas, reserve)
    invoke(drawing, 'save', [])
    const scale = canvas.surface.width / (canvas.width || canvas.surface.width)
    invoke(drawing, 'scale', [scale, scale])
    for (const step of own) step(drawing, pictures)
    invoke(drawing, 'restore', [])
  }

  async function load(wanted: Set<unknown>): Promise<Map<unknown, Picture>> {
    const pictures = new Map<unknown, Picture>()
    const loading = [...wanted].map(async (source) => {
      try {
        pictures.set(source, await canvases.picture(source))
      } catch (error) {
        report(new Error(`drawImage ${String(source)}: ${(error as Error).message}`))
      }
    })
    await Promise.all(loading)
    return pictures
  }

  const context = face(services, methods)
  for (const name of fields) {
    Object.defineProperty(context, name, {
      enumerable: true,
      get: () => aside[name],
      set: (value: unknown) => set(name, value),
    })
  }
  return context
}

/** As large as it is shown; setting its size clears it. */
function prepare({ surface, width, height, pixelRatio }: Canvas, reserve: boolean): Drawing {
  const wide = Math.round(width * pixelRatio)
  const high = Math.round(height * pixelRatio)
  if (!reserve || surface.width !== wide || surface.height !== high) {
    surface.width = wide
    surface.height = high
  }
  return surface.getContext('2d') as Drawing
}
