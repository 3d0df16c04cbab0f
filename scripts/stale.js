// What a server costs that ends idle connections at random: `npm run test:stale`.
import { installIfNeeded } from './lib/install.js'

await installIfNeeded()
const { runBundled } = await import('./lib/bundle.js')
process.exitCode = await runBundled(
  { main: 'test/faults/stale/main.ts', serverMain: 'test/faults/stale/serverMain.ts' },
  process.argv.slice(2),
)
