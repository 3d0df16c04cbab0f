/**
 * What compiled templates and their help say to each other.
 */
import type { Slots, VNodeChild } from 'vue'
import type { ListNames } from '../../runtime/list.js'
import type { AppObject } from '../../runtime/platform.js'
import type { ElementMeta } from './meta.js'

/** A part, as its template is rendered: all of it may be reactive. */
export interface PartContext {
  /** Its id. */
  readonly part: number
  /** Data, properties included; replaced where they change, not changed within. */
  readonly data: Readonly<Record<string, unknown>>
  /** Whether styles of the page and of app.ttss reach its elements, which then carry `s-g`. */
  readonly global: boolean
  /** Of its Vue component. */
  readonly slots: Slots
  /** The prop `external` of its Vue component. */
  readonly external?: ExternalClasses | undefined
}

/** The classes that an owner gives a component by names of the component's own. */
export interface ExternalClasses {
  /** By attribute: `custom-class`. */
  readonly classes: Readonly<Record<string, string>>
  /** Of the owner's elements: where such a class is used, the owner's styles hold. */
  readonly marks: Readonly<Record<string, string>>
}

/** What a template's code returns: renders a part. */
export type PartRender = (context: PartContext) => VNodeChild

/** What compiled code is given as `help`. */
export interface TemplateHelp {
  /** An expression; one that throws gives undefined, and is warned of once. */
  value(run: (names: object) => unknown, expression: string, path: string): Value
  /** A text of several pieces. */
  text(pieces: readonly (string | Value)[]): Value
  /** The items of a list, those that the condition of the same element lets be. */
  list(list: Value, names: ListNames, path: string, condition?: Value): Levels
  /** A named template that is used; none where there is no such template. */
  use(is: Value | string, data: Value | undefined, path: string): Levels
  /** What events know of an element. */
  meta(parts: MetaParts): (level: Level) => ElementMeta
  /** A file's templates. */
  source(source: TemplateFile): TemplateFile
  /** The file of a part. */
  part(source: TemplateFile): PartRender
}

/** What an expression gives, at a level. */
export type Value = (level: Level) => unknown

/** The levels within a level. */
type Levels = (level: Level) => Level[]

/** A render function as Vue's compiler makes it. */
export type VueRender = (scope: object, cache: unknown[]) => VNodeChild

/** Where expressions are evaluated: the part's template, an item of a list, a named template. */
export interface Level {
  readonly context: PartContext
  readonly source: TemplateFile
  readonly data: () => AppObject
  readonly locals: AppObject
  /** All names that an expression sees. */
  readonly names: object
  /** What the keys of the elements at this level begin with. */
  readonly key: string
  /** Templates within templates. */
  readonly depth: number
  /** Of a named template. */
  readonly render?: VueRender | undefined
}

/** The id, the data-* and the handlers of an element. */
export interface MetaParts {
  readonly id?: Value | string
  readonly dataset: Readonly<Record<string, Value | string>>
  readonly handlers: readonly (readonly [
    type: string,
    method: Value | string,
    stops: boolean,
    capture: boolean,
  ])[]
}

/** A file, compiled. */
export interface TemplateFile {
  readonly path: string
  /** What marks the elements. */
  readonly scope: string
  /** The sjs modules' paths in the bundle, by name. */
  readonly modules: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  /** What it renders itself, where it is a part's. */
  readonly root: VueRender | undefined
  /** Its named templates. */
  readonly renders: Readonly<Record<string, VueRender>>
  /** Where the bundle has the templates that it imports, by their names. */
  readonly from: Readonly<Record<string, string>>
  readonly values: readonly Value[]
  readonly lists: readonly Levels[]
  readonly metas: readonly ((level: Level) => ElementMeta)[]
}
