// Runs the example: `node examples/direct-upload/start.js`, with options of `tt-anywhere dev`.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startServers } from './server.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const command = fileURLToPath(new URL('../../dist/esm/cli.js', import.meta.url))
const { store, apiUrl, close } = await startServers()
const routes = { 'https://api.example.com': apiUrl, 'https://bucket.example.com': store.url }
const words = Object.entries(routes).flatMap(([from, to]) => ['--route', `${from}=${to}`])
const child = spawn(process.execPath, [command, 'dev', here, ...words, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
// Ctrl-C reaches the child as well; it ends, and so does this.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', async (code) => {
  await close()
  process.exitCode = code ?? 1
})
