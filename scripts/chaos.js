// Uploads through every kind of fault and checks each one: `npm run test:chaos`.
// `npm run test:chaos -- --help` says what it can be told.
import { installIfNeeded } from './lib/install.js'

await installIfNeeded()
const { runBundled } = await import('./lib/bundle.js')
process.exitCode = await runBundled(
  {
    main: 'test/faults/chaos/main.ts',
    proxyMain: 'test/faults/chaos/proxyMain.ts',
    receiverMain: 'test/faults/chaos/receiverMain.ts',
  },
  process.argv.slice(2),
)
