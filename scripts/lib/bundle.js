// Runs programs of the tests that are TypeScript, from the sources as they are now.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root, runNode } from './run.js'

/**
 * Bundles programs, runs the first one, and resolves to its exit code.
 * @param {Record<string, string>} programs sources by name, under the folder of the checkout
 * @param {string[]} words for the first one
 */
export async function runBundled(programs, words) {
  // Within the checkout, where packages are found.
  const folder = mkdtempSync(join(root, 'node_modules', '.bundled-'))
  try {
    const bundle = await rolldown({
      input: Object.fromEntries(
        Object.entries(programs).map(([name, path]) => [name, join(root, path)]),
      ),
      platform: 'node',
      logLevel: 'warn',
      external: /^(?!tt-anywhere)[^./]/,
      resolve: {
        alias: {
          'tt-anywhere/receiver': join(root, 'src/receiver/index.ts'),
          'tt-anywhere': join(root, 'src/index.ts'),
        },
      },
    })
    await bundle.write({ dir: folder, format: 'esm', sourcemap: true, entryFileNames: '[name].js' })
    await bundle.close()
    const [name] = Object.keys(programs)
    return await runNode(['--enable-source-maps', join(folder, `${name}.js`), ...words])
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
