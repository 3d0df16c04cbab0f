// How a library that is published for mini-programs gets into Node, unchanged.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const require = createRequire(import.meta.url)
const folder = fileURLToPath(new URL('.', import.meta.url))

/** A library that Node itself can load. */
export function loaded<Library>(name: string): Library {
  return require(name)
}

export interface Bundling {
  /** Packages that stand in for others, as the framework's own build has it. */
  alias?: Record<string, string>
  /** Constants that the framework's own build puts in. */
  define?: Record<string, string>
}

/** What a module exports, bundled as its users' tools do: some libraries are for bundlers alone. */
export async function bundled<Exports>(source: string, bundling: Bundling = {}): Promise<Exports> {
  const entry = '\0entry'
  const bundle = await rolldown({
    input: entry,
    cwd: folder,
    platform: 'browser',
    resolve: { mainFields: ['module', 'main'], alias: bundling.alias ?? {} },
    transform: { define: { 'process.env.NODE_ENV': '"production"', ...bundling.define } },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false })
  await bundle.close()
  const code = Buffer.from(output[0].code).toString('base64')
  return import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)
}
