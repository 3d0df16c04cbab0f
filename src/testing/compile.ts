/**
 * What the platform's tool does to code before it runs: ES modules become CommonJS.
 */

/** Turns a file of the project into CommonJS; lines stay where they are. */
export type ToCommonJs = (source: string) => string

const prefix = '"use strict";'

/** Loads the compiler, when the first app is opened. */
export async function loadCompiler(): Promise<ToCommonJs> {
  const { transform } = await import('sucrase')
  return (source) => {
    // Most files are CommonJS: the compiler would only make them strict.
    if (!/\b(?:import|export)\b/.test(source)) return source
    const options = { transforms: ['imports' as const], disableESTransforms: true }
    const { code } = transform(source, { ...options, preserveDynamicImport: false })
    return code.startsWith(prefix) && code.slice(prefix.length) === source ? source : code
  }
}
