// Runs other programs for the scripts. Nothing here needs an installed package.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a script of ours or of a package with this very Node; resolves to its exit code. */
export function runNode(words, options) {
  return run(process.execPath, words, options)
}

/** Runs npm; resolves to its exit code. */
export function runNpm(words, options) {
  const running = process.env.npm_execpath
  // Under `npm start` npm says where it is; otherwise it is on the path, on Windows as a batch file.
  if (running !== undefined && /^npm-cli\.c?js$/.test(basename(running))) {
    return run(process.execPath, [running, ...words], options)
  }
  return run('npm', words, { ...options, shell: process.platform === 'win32' })
}

function run(command, words, { onOutput, ...options } = {}) {
  const child = spawn(command, words, { cwd: root, stdio: 'inherit', ...options })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', onOutput)
  }
  // Ctrl+C reaches the child as well; what it then exits with is passed on.
  const hold = () => {}
  const pass = (signal) => child.kill(signal)
  process.on('SIGINT', hold)
  process.on('SIGTERM', pass)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      process.off('SIGINT', hold)
      process.off('SIGTERM', pass)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}
