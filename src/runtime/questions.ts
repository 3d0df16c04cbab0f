/**
 * What the logic asks the view: what only who draws can tell, and what only it can do.
 */

/** One step of a selector query. */
export interface QueryStep {
  /** The part in whose template is looked; undefined: the page's own. */
  readonly part?: number
  /** Absent: the viewport, which is the page. */
  readonly selector?: string
  readonly all: boolean
  readonly fields: QueryFields
}

/** What is asked of an element. */
export interface QueryFields {
  readonly id?: boolean
  readonly dataset?: boolean
  /** left, top, right, bottom. */
  readonly rect?: boolean
  /** width, height. */
  readonly size?: boolean
  /** scrollLeft, scrollTop, scrollWidth, scrollHeight. */
  readonly scrollOffset?: boolean
  /** Attributes of the template, by their names. */
  readonly properties?: readonly string[]
  /** CSS properties, in camel case as they are asked for. */
  readonly computedStyle?: readonly string[]
  /** A canvas of type 2d: `node` of the answer is a {@link CanvasAnswer}. */
  readonly node?: boolean
  /** `context` of the answer is a {@link ContextAnswer}. */
  readonly context?: boolean
}

/** A canvas. */
export interface CanvasAnswer {
  /** The same for the same element. */
  readonly element: number
  /** An OffscreenCanvas, transferred: only the first time that the element is asked for. */
  readonly canvas?: unknown
  /** In CSS pixels. */
  readonly width: number
  readonly height: number
  readonly pixelRatio: number
}

/** Of an element with a context: the component, and the id by which it is asked. */
export interface ContextAnswer {
  readonly tag: string
  readonly id: string
}

/** What the view is asked. What it answers stands beside. */
export type ViewQuestion =
  /**
   * createSelectorQuery. Answered by a list with an answer for each step: null where nothing fits, else
   * an object with the fields; a list of these where `all`.
   */
  | { readonly ask: 'query'; readonly page: number; readonly steps: readonly QueryStep[] }
  /** pageScrollTo: scrollTop or selector, and duration. Answered when it is there. */
  | {
      readonly ask: 'scroll'
      readonly page: number
      readonly options: Readonly<Record<string, unknown>>
    }
  /** A canvas by its canvas-id or id. Answered by a {@link CanvasAnswer}; null where there is none. */
  | { readonly ask: 'canvas'; readonly page: number; readonly part: number; readonly id: string }
  /** A method of a video, by its id: play, pause, seek. */
  | {
      readonly ask: 'media'
      readonly page: number
      readonly id: string
      readonly method: string
      readonly args: readonly unknown[]
    }
  /**
   * createIntersectionObserver: from now on, and at once, the logic is told `observed` with this number
   * whenever one of the thresholds is crossed. Answered at once.
   */
  | {
      readonly ask: 'observe'
      readonly page: number
      readonly part?: number
      readonly observer: number
      readonly selector: string
      readonly all: boolean
      readonly thresholds: readonly number[]
      readonly initialRatio: number
      /** Absent: relative to the viewport. */
      readonly relativeTo?: string
      /** Pixels around it. */
      readonly margins: Readonly<Record<string, number>>
    }
  | { readonly ask: 'unobserve'; readonly page: number; readonly observer: number }
  /** A picture to draw, by a path of the project or the sandbox. Answered by a {@link PictureAnswer}. */
  | { readonly ask: 'picture'; readonly src: string }

/** A picture. */
export interface PictureAnswer {
  /** An ImageBitmap, transferred. */
  readonly picture: unknown
}
