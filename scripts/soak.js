// A steady load for an hour, and whether memory or descriptors rise: `npm run soak -- --minutes N`.
import { installIfNeeded } from './lib/install.js'

await installIfNeeded()
const { runBundled } = await import('./lib/bundle.js')
process.exitCode = await runBundled(
  { main: 'test/faults/soak/main.ts', receiverMain: 'test/faults/chaos/receiverMain.ts' },
  process.argv.slice(2),
)
