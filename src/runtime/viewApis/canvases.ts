/**
 * The canvases of the pages: found once, then drawn on from the logic.
 */
import type { AppObject } from '../platform.js'
import type { CanvasAnswer } from '../questions.js'
import type { CanvasEngine, Drawing, Picture, Surface } from './surface.js'
import { partOf, type ViewTools } from './tools.js'

/** A canvas, as it stands on its page. */
export interface Canvas {
  readonly surface: Surface
  /** In CSS pixels. */
  readonly width: number
  readonly height: number
  readonly pixelRatio: number
}

/** The canvases of one mini-program. */
export interface Canvases {
  /** Finds one by its canvas-id or id; throws where there is none. */
  find(id: string, component: unknown): Promise<Canvas>
  /** The node that a selector query gives. */
  node(answer: CanvasAnswer): unknown
  /** A node that stands on no page. */
  offscreen(width: number, height: number): unknown
  /** The picture that an image object, or a path, stands for. */
  picture(source: unknown): Promise<Picture>
  /** The canvas that is behind a node, as its element stood when it was asked for. */
  ofNode(node: unknown): Canvas | undefined
}

/** Makes them. */
export function createCanvases(
  { services, display, current }: ViewTools,
  engine: CanvasEngine,
): Canvases {
  const { call, make, mirror } = services
  const surfaces = new Map<number, Surface>()
  const nodes = new WeakMap<object, Canvas>()
  const pictures = new WeakMap<object, Picture>()

  function hold(answer: CanvasAnswer): Canvas {
    const { element, canvas, ...size } = answer
    const surface = surfaces.get(element) ?? (canvas as Surface | undefined)
    if (surface === undefined) throw new Error('the canvas is not there any more')
    surfaces.set(element, surface)
    const found = { ...size, surface }
    nodes.set(surface, found)
    return found
  }

  function createImage(): AppObject {
    const image = new make.Object() as AppObject
    let src = ''
    Object.assign(image, { width: 0, height: 0, onload: null, onerror: null })
    Object.defineProperty(image, 'src', {
      enumerable: true,
      get: () => src,
      set(value: unknown) {
        src = String(value)
        const asked = src
        engine.load(asked).then(
          (picture) => {
            if (src !== asked) return
            pictures.set(image, picture)
            Object.assign(image, { width: picture.width, height: picture.height })
            call(image.onload, image, [])
          },
          (error: Error) =>
            void call(image.onerror, image, [{ errMsg: `${asked}: ${error.message}` }]),
        )
      },
    })
    return image
  }

  /** A node is the surface, with what a browser's canvas has and that has not. */
  function toNode(surface: Surface): unknown {
    if ('createImage' in surface) return surface
    const getContext = surface.getContext.bind(surface)
    return Object.assign(surface, {
      createImage,
      requestAnimationFrame: (run: unknown) =>
        engine.requestFrame((time) => void call(run, undefined, [time])),
      cancelAnimationFrame: engine.cancelFrame,
      getContext(kind: string, options?: unknown) {
        const context = getContext(kind, options)
        return context && kind === '2d' ? drawImages(context) : context
      },
    })
  }

  /** Image objects are ours: the engine draws what they loaded. */
  function drawImages(context: Drawing): Drawing {
    for (const name of ['drawImage', 'createPattern']) {
      const run = context[name]
      if (Object.hasOwn(context, name) || typeof run !== 'function') continue
      context[name] = (source: object, ...args: unknown[]) =>
        Reflect.apply(run, context, [pictures.get(source) ?? source, ...args])
    }
    return context
  }

  return {
    node: (answer) => toNode(hold(answer).surface),
    offscreen(width, height) {
      const surface = engine.create(width, height)
      nodes.set(surface, { surface, width, height, pixelRatio: 1 })
      return toNode(surface)
    },
    ofNode: (one) => nodes.get(one as object),
    async picture(source) {
      if (typeof source === 'string') return engine.load(source)
      const known = pictures.get(source as object)
      if (known === undefined) throw new Error('the image is not loaded')
      return known
    },
    async find(id, component) {
      const page = current()
      if (page === undefined) throw new Error('no page is open')
      const part = partOf(mirror, component) ?? page.view.part.id
      await new Promise<void>((resolve) => mirror.whenShown(resolve))
      const answer = await display.ask({ ask: 'canvas', page: page.id, part, id })
      if (answer === null || answer === undefined) {
        throw new Error(`canvas ${JSON.stringify(id)} is not on the page`)
      }
      return hold(answer as CanvasAnswer)
    },
  }
}
