// Runs client libraries from npm, unchanged, on top of tt: `npm run test:clients`.
// They are installed in a folder of their own, so that the project's own install stays small.
import { join } from 'node:path'
import { installIfNeeded } from './lib/install.js'
import { root, runNode } from './lib/run.js'

process.chdir(root)

try {
  await installIfNeeded()
  await installIfNeeded(join(root, 'test/clients'))
} catch (error) {
  console.error(error.code === undefined ? error : error.message)
  process.exit(error.code ?? 1)
}
process.exitCode = await runNode([
  ...['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.clients.config.ts'],
  ...process.argv.slice(2),
])
