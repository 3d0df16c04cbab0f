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
    const { code } = transform(source, { transforms: ['imports'], disableESTransforms: true })
    return code === prefix + source ? source : code
  }
}
