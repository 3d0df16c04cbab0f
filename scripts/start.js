// `npm start`: a real upload of a real photo, from a fresh clone.
import { buildIfNeeded, installIfNeeded } from './lib/install.js'
import { runNode } from './lib/run.js'

try {
  await installIfNeeded()
  await buildIfNeeded()
  process.exitCode = await runNode(['dist/esm/cli.js', 'demo', 'examples/photo.jpg'])
} catch (error) {
  if (error.code === undefined) throw error
  console.error(error.message)
  process.exitCode = error.code
}
