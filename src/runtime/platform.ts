/**
 * What the runtime is given by where it runs: a `node:vm` context in Node, a Web Worker in a browser.
 */

/** A function of the mini-program, called as it stands. */
export type AppFunction = (this: unknown, ...values: unknown[]) => unknown

/** An object of the mini-program whose fields are read by name. */
export type AppObject = Record<string, unknown>

/** The built-in objects of a realm that the runtime makes objects of. */
export type Intrinsics = Pick<
  typeof globalThis,
  | 'Object'
  | 'Array'
  | 'Boolean'
  | 'Number'
  | 'String'
  | 'Date'
  | 'RegExp'
  | 'Promise'
  | 'ArrayBuffer'
  | 'Uint8Array'
  | 'Error'
  | 'TypeError'
  | 'JSON'
>

/** The realm that the mini-program's code runs in: its own built-in objects, and its globals. */
export interface Realm {
  /** The mini-program's `globalThis`. */
  readonly global: Intrinsics & AppObject
  /** Makes a function of that realm that calls `run`. */
  makeFunction(run: (self: unknown, values: unknown[]) => unknown): AppFunction
}

/** Where in a file something stands; lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** An element of a TTML file, or a text in it. */
export interface TemplateNode {
  /** The tag; undefined for a text. */
  readonly tag?: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly TemplateNode[]
  readonly text?: string
  /** Where it was read, where the parser was asked to say so. */
  readonly place?: Place
}

/** Timers, as everywhere. */
interface Timers {
  setTimeout(run: () => void, delay: number): unknown
  clearTimeout(timer: unknown): void
  setInterval(run: () => void, delay: number): unknown
  clearInterval(timer: unknown): void
}

/** All that the runtime needs of where it runs. */
export interface RuntimePlatform {
  readonly realm: Realm
  readonly timers: Timers
  /** Runs in a task of its own, as soon as can be. */
  soon(run: () => void): void
  /** Where the mini-program's `console` goes. */
  readonly console: object
  /** The text of a file of the project, by its path from the root without `/`; undefined for none. */
  read(path: string): string | undefined
  /**
   * Compiles a file of the project, CommonJS or an ES module, to a function of the realm that takes
   * the values of these names.
   */
  compile(path: string, source: string, names: readonly string[]): AppFunction
  /** Compiles an expression of TTML; names in it are looked up on what the function is given. */
  compileExpression(expression: string): (scope: object) => unknown
  /** Reads a TTML file. */
  parseTemplate(source: string): readonly TemplateNode[]
  /** Told what the mini-program throws where nobody waits for it. */
  reportError(error: unknown): void
  /** Told what of the mini-program can't be followed here. */
  warn(message: string): void
}
