/**
 * What the platform's tool does to code before it runs: ES modules become CommonJS.
 */

/** Turns a file of the project into CommonJS; lines stay where they are. */
export type ToCommonJs = (source: string) => string

const prefix = '"use strict";'
const moduleSyntax = /(?:^|[;}\n\r*/])\s*(?:import|export)\b|\bimport\s*\(/

/** Loads the compiler, when the first app is opened. */
export async function loadCompiler(): Promise<ToCommonJs> {
  const { transform } = await import('sucrase')
  return (source) => {
    // Most files of a build are CommonJS: the compiler would only make them strict.
    if (!moduleSyntax.test(source)) return source
    const plain = withoutAsyncNames(source)
    const { code } = transform(plain, { transforms: ['imports'], disableESTransforms: true })
    return code === prefix + source ? source : code
  }
}

/** The same for TypeScript. */
export async function loadTypeScriptCompiler(): Promise<ToCommonJs> {
  const { transform } = await import('sucrase')
  return (source) => {
    const plain = withoutAsyncNames(source)
    const transforms = ['typescript', 'imports'] as const
    return transform(plain, { transforms: [...transforms], disableESTransforms: true }).code
  }
}

/**
 * An editor that completes `async` imports it from a package of that name. The compiler would take
 * every `async` of the file for it then; where none is used as a value, the name goes.
 */
function withoutAsyncNames(source: string): string {
  if (/\basync\s*[.;)\]]/.test(source)) return source
  return source.replace(/(\bimport\b[^;'"]*\{[^};'"]*?)\basync\b(?!\s+as\b)/g, '$1async as async_')
}
