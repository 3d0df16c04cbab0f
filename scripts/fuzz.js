// Inputs by chance against whatever takes some from outside: `npm run fuzz`.
// `npm run fuzz -- --help` says what it can be told.
import { installIfNeeded } from './lib/install.js'

await installIfNeeded()
const { runBundled } = await import('./lib/bundle.js')
process.exitCode = await runBundled({ main: 'test/fuzz/main.ts' }, process.argv.slice(2))
