/**
 * What canvases draw on, and with.
 */

/** A 2d context: its members are called by name. */
export type Drawing = Record<string, unknown>

/** A canvas that the logic draws on: a worker's OffscreenCanvas. */
export interface Surface {
  width: number
  height: number
  getContext(kind: string, options?: unknown): Drawing | null
}

/** A picture that can be drawn. */
export interface Picture {
  readonly width: number
  readonly height: number
}

/** Where canvases come from. */
export interface CanvasEngine {
  /** A canvas that nobody sees. */
  create(width: number, height: number): Surface
  /** Loads a picture of the project, the sandbox or the network. */
  load(src: string): Promise<Picture>
  /** Encodes a canvas, and puts the file into the sandbox; resolves to its path there. */
  save(surface: Surface, type: 'png' | 'jpg', quality: number): Promise<string>
  /** Calls before the next frame is drawn. */
  requestFrame(run: (time: number) => void): number
  cancelFrame(id: number): void
}

/** Calls a member of a drawing, where it has it. */
export function invoke(drawing: Drawing, name: string, args: readonly unknown[]): unknown {
  const run = drawing[name]
  return typeof run === 'function' ? Reflect.apply(run, drawing, args) : undefined
}
