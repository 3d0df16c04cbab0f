/**
 * A mini-program as the simulator's server compiles it for the browser: plain JSON.
 */

/** What is wrong with a file of the project; the rest of it runs all the same. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** From the project's root. */
  readonly file: string
  /** From 1; absent where the whole file is meant. */
  readonly line?: number
  readonly column?: number
  readonly message: string
}

/** The template and the styles of a page or a component. */
export interface CompiledPart {
  /** Its file's path, without the extension. */
  readonly path: string
  /**
   * The body of a function of `Vue` and `help` (a `TemplateHelp`, in view/templateHelp.ts) which
   * returns the part's render function.
   */
  readonly code: string
  /** What marks the elements of this part: the CSS below holds for no others. */
  readonly scope: string
  readonly css: string
  /** The components that its template may use: paths by tag; those of app.json included. */
  readonly uses: Readonly<Record<string, string>>
  /** Its json file. */
  readonly config: Readonly<Record<string, unknown>>
}

/** The whole of it. */
export interface Bundle {
  /** app.json. */
  readonly app: Readonly<Record<string, unknown>>
  /**
   * The files that the logic reads, by their paths: scripts (CommonJS by now), JSON, TTML and sjs.
   */
  readonly files: Readonly<Record<string, string>>
  readonly parts: Readonly<Record<string, CompiledPart>>
  /**
   * Named templates of files that parts import: the body of a function of `Vue` and `help`, by the
   * names that the code of parts has for them.
   */
  readonly templates: Readonly<Record<string, string>>
  /** The body of a function of `exports`, `module` and `require` for each sjs file, by path. */
  readonly modules: Readonly<Record<string, string>>
  /** app.ttss. */
  readonly css: string
  readonly problems: readonly Problem[]
}
