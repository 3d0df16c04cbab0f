// Sends uploads to servers that this project did not write: `npm run test:interop`.
// In CI, as root on Linux, nothing may be skipped; elsewhere what is missing is named and skipped.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensure } from './lib/apt.js'
import { buildIfNeeded, installIfNeeded } from './lib/install.js'
import { root } from './lib/run.js'

process.chdir(root)

const needsAll =
  process.env.CI === 'true' && process.platform === 'linux' && process.getuid?.() === 0

/** Runs the tests in a process group of their own, so that whatever they leave behind can be seen. */
function runTests(folder, report) {
  const env = Object.fromEntries(
    // Loopback only: a proxy that the shell has set has no part in this.
    Object.entries(process.env).filter(([name]) => !/^(https?|all|no)_proxy$/i.test(name)),
  )
  // Temporary files go with the folder, even those of tests that were interrupted.
  Object.assign(
    env,
    process.platform === 'win32' ? { TEMP: folder, TMP: folder } : { TMPDIR: folder },
  )
  const tests = spawn(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.interop.config.ts'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      ...process.argv.slice(2),
    ],
    { env, stdio: ['ignore', 'inherit', 'inherit'], detached: process.platform !== 'win32' },
  )
  const group = process.platform === 'win32' ? tests.pid : -tests.pid
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signalTo(group, signal))
  return new Promise((resolve, reject) => {
    tests.on('error', reject)
    tests.on('exit', (code) => {
      const leftBehind = process.platform !== 'win32' && signalTo(group, 0)
      if (leftBehind) signalTo(group, 'SIGKILL')
      resolve({ code: code ?? 1, leftBehind })
    })
  })
}

/** False where nothing is left to get the signal. */
function signalTo(target, signal) {
  try {
    return process.kill(target, signal)
  } catch {
    return false
  }
}

function count(report) {
  const results = JSON.parse(readFileSync(report, 'utf8')).testResults
  const tests = results.flatMap((file) => file.assertionResults)
  const passed = tests.filter((test) => test.status === 'passed').length
  const failed = tests.filter((test) => test.status === 'failed').length
  // A file that fails before its tests are known counts too.
  const brokenFiles = results.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  return { passed, failed: failed + brokenFiles, skipped: tests.length - passed - failed }
}

const { missing } = ensure([
  { command: 'php', package: 'php-cli' },
  { command: 'go', package: 'golang-go' },
  ...(process.platform === 'win32' ? [] : [{ command: 'python3', package: 'python3' }]),
])
try {
  await installIfNeeded()
  // The command is tested as it is shipped, so what is built must be what the sources say.
  await buildIfNeeded()
} catch (error) {
  console.error(error.code === undefined ? error : error.message)
  process.exit(error.code ?? 1)
}
const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-interop-'))
const report = join(folder, 'report.json')
let outcome
let counts = { passed: 0, failed: 1, skipped: 0 }
try {
  outcome = await runTests(folder, report)
  if (existsSync(report)) counts = count(report)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

let exitCode = outcome.code
const { passed, skipped } = counts
// What fails outside a test (a server that does not start) is a failure too.
const failed = exitCode !== 0 ? Math.max(counts.failed, 1) : counts.failed
for (const { command, package: name, reason } of missing) {
  console.log(`Missing: ${command} (${name}): ${reason}. Its server's tests were skipped.`)
}
if (outcome.leftBehind) {
  console.log('The tests left processes behind; they were ended.')
  exitCode ||= 1
}
if (needsAll && (skipped > 0 || missing.length > 0)) {
  console.log('In CI nothing may be skipped.')
  exitCode ||= 1
}
console.log(`interop: ${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = exitCode
