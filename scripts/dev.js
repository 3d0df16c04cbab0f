// `npm run dev`: the first example in the browser, from a fresh clone. Words after -- go to the command.
import { buildIfNeeded, installIfNeeded } from './lib/install.js'
import { runNode } from './lib/run.js'

try {
  await installIfNeeded()
  await buildIfNeeded()
  const words = process.argv.slice(2)
  // The example's server is only a name: the simulator's own receiver stands for it.
  const example = ['examples/photo', '--receive', '--album', 'examples/photo.jpg']
  const own = words[0] !== undefined && !words[0].startsWith('-')
  process.exitCode = await runNode(['dist/esm/cli.js', 'dev', ...(own ? [] : example), ...words])
} catch (error) {
  if (error.code === undefined) throw error
  console.error(error.message)
  process.exitCode = error.code
}
