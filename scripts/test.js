// `npm test`: everything that must hold, from a fresh clone. Stops at the first step that fails.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './lib/browser.js'
import { installIfNeeded } from './lib/install.js'
import { root, runNode, runNpm } from './lib/run.js'

const reports = mkdtempSync(join(tmpdir(), 'tt-anywhere-test-'))
/** The tests that failed and then passed, a line each. */
const secondTries = join(reports, 'second-tries')
process.env.TT_ANYWHERE_SECOND_TRIES = secondTries
const sum = { passed: 0, failed: 0, skipped: 0 }

const steps = [
  ['Install', () => installIfNeeded().then(() => 0)],
  ['Format', () => script('format')],
  ['Lint', () => script('lint')],
  ['Types', () => script('typecheck')],
  ['Build', () => script('build')],
  ['Browser', async () => browser()],
  ['Tests', () => vitest()],
  // Elsewhere some tests of the specification are skipped, and the page would say so.
  ...(process.platform === 'linux' && process.getuid?.() === 0
    ? [['Conformance page', () => conformance()]]
    : []),
  ['Tests against other servers', () => counting('interop'), 'scripts/interop.js'],
  ['Tests with client libraries', () => clients(), 'scripts/clients.js'],
  ['Examples', () => counting('examples'), 'scripts/examples.js'],
  // Only whether it works: how quick it is says nothing here.
  ['Bench, short form', () => runNode(['scripts/bench.js', '--short']), 'scripts/bench.js'],
  // The whole of it, 20,000 uploads, is `npm run test:chaos`.
  ['Uploads through faults', () => counting('chaos', ['--uploads', '3000'])],
  ['Tests of the package', () => vitest('vitest.pack.config.ts'), 'vitest.pack.config.ts'],
]

function script(name) {
  return runNpm(['run', '--silent', name])
}

/** Without one the tests that need it are skipped, and say so. */
function browser() {
  console.log(ensureBrowser() ?? 'There is none: put chromium or google-chrome on the PATH.')
  return 0
}

function vitest(config) {
  const words = ['node_modules/vitest/vitest.mjs', 'run', ...(config ? ['--config', config] : [])]
  return counted(config ?? 'unit', words)
}

/** It installs the libraries first. */
function clients() {
  return counted('clients', ['scripts/clients.js'])
}

/** Runs what takes Vitest's options, and adds up its report. */
async function counted(name, words) {
  const report = join(reports, `${name}.json`)
  const reporters = [
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    '--reporter=./scripts/lib/secondTries.js',
  ]
  return count(report, await runNode([...words, ...reporters]))
}

/** docs/conformance.md must say what the tests have just said. */
function conformance() {
  return runNode(['scripts/conformance.js', '--check', '--report', join(reports, 'unit.json')])
}

/** Runs what counts for itself, and says so in its last line. */
async function counting(name, words = []) {
  let printed = ''
  const code = await runNode([`scripts/${name}.js`, ...words], {
    stdio: ['inherit', 'pipe', 'inherit'],
    onOutput(text) {
      process.stdout.write(text)
      printed = (printed + text).slice(-1_000)
    },
  })
  const line = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/.exec(printed)
  const [, passed = 0, failed = 0, skipped = 0] = line ?? []
  sum.passed += Number(passed)
  sum.failed += Number(failed)
  sum.skipped += Number(skipped)
  return code
}

/** Adds up a report of Vitest's. A run that fails outside its tests counts as one that failed. */
function count(report, code) {
  if (!existsSync(report)) return code
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  sum.passed += numPassedTests
  sum.failed += numFailedTests
  sum.skipped += numPendingTests + numTodoTests
  return code
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

const begin = performance.now()
let tried = ''
try {
  for (const [title, run, needs] of steps) {
    if (needs !== undefined && !existsSync(join(root, needs))) continue
    console.log(`\n=== ${title}`)
    const start = performance.now()
    const code = await run().catch((error) => {
      console.error(error.code === undefined ? error : error.message)
      return error.code ?? 1
    })
    console.log(`=== ${title}: ${code === 0 ? 'passed' : 'FAILED'} (${seconds(start)})`)
    if (code === 0) continue
    process.exitCode = code
    if (sum.failed === 0) sum.failed = 1
    break
  }
} finally {
  if (existsSync(secondTries)) tried = readFileSync(secondTries, 'utf8')
  rmSync(reports, { recursive: true, force: true })
}
const { passed, failed, skipped } = sum
for (const name of tried.split('\n').filter(Boolean)) {
  console.log(`passed at the second try: ${name}`)
}
console.log(`\nAll of it took ${seconds(begin)}.`)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
