// `npm run dev`: the first example in the browser, from a fresh clone. Words after -- go to the command.
import { buildIfNeeded, installIfNeeded } from './lib/install.js'
import { runNode } from './lib/run.js'

try {
  await installIfNeeded()
  await buildIfNeeded()
  const words = process.argv.slice(2)
  const folder = words[0] === undefined || words[0].startsWith('-') ? ['examples/photo'] : []
  process.exitCode = await runNode(['dist/esm/cli.js', 'dev', ...folder, ...words])
} catch (error) {
  if (error.code === undefined) throw error
  console.error(error.message)
  process.exitCode = error.code
}
