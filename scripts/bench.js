// Measures uploads against other clients: `npm run bench`; `npm run bench -- --help` tells the rest.
// `npm run bench -- records` tells what the profile and the records of exchanges cost.
// The clients are installed in a folder of their own, so that the project's own install stays small.
import { join } from 'node:path'
import { buildIfNeeded, installIfNeeded } from './lib/install.js'
import { root } from './lib/run.js'

process.chdir(root)
const words = process.argv.slice(2)

try {
  await installIfNeeded()
  if (words[0] === 'records') {
    const { compareRecords } = await import('../bench/records.js')
    await compareRecords()
  } else {
    await installIfNeeded(join(root, 'bench'))
    await buildIfNeeded()
    const { runBench } = await import('../bench/bench.js')
    process.exitCode = await runBench(words)
  }
} catch (error) {
  console.error(error.code === undefined ? error : error.message)
  process.exitCode = error.code ?? 1
}
