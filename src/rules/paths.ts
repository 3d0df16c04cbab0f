/**
 * The paths of the sandbox (spec 2): the one place where they are read. A path becomes a root and a
 * list of names, or nothing; no part of it is ever handed to the machine's file system as it is.
 */

/** Where a path begins: temporary files, or saved ones. */
export type Root = 'temp' | 'user'

/** A path of the sandbox, read. */
export interface SandboxPath {
  readonly root: Root
  /** The names on the way; none for the root itself. */
  readonly names: readonly string[]
}

/** What `ttfile://user` stands for in `tt.env.USER_DATA_PATH`. */
export const userDataPath = 'ttfile://user'

/**
 * Reads a path, literally: nothing is percent-decoded. undefined where it lies outside the sandbox or
 * has a name that could lead out of it: `..`, a back-slash, NUL.
 */
export function readPath(text: string): SandboxPath | undefined {
  const [, root, rest = ''] = /^ttfile:\/\/(temp|user)(?:\/(.*))?$/s.exec(text) ?? []
  if (root === undefined) return undefined
  const names = rest.split('/')
  // `ttfile://user/photos/` is the folder `photos`, `ttfile://user` the root.
  if (names.at(-1) === '') names.pop()
  return names.every(isHarmless) ? { root: root as Root, names } : undefined
}

function isHarmless(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL ends a path in many systems.
  return name !== '..' && !/[\\\u0000]/.test(name)
}

/** The text of a path. */
export function pathText(root: Root, names: readonly string[]): string {
  return `ttfile://${[root, ...names].join('/')}`
}
