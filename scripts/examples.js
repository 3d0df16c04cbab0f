// Runs the examples as their readers would: the packed package beside what their locks say, in
// copies outside this project. `npm run test:examples`, or with names: `… -- vitest taro`.
// TT_ANYWHERE_EXAMPLES=folder keeps the copies there, and what was installed in them.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { installIfNeeded } from './lib/install.js'
import { root, runNpm } from './lib/run.js'

const all = ['taro', 'uni-app', 'jest', 'vitest', 'node-test', 'library']
/** Downloads of hundreds of packages and builds of minutes elsewhere: two at once. */
const atOnce = 2

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  console.error(`no example ${unknown.join(', ')}; there are ${all.join(', ')}`)
  process.exit(64)
}

const kept = process.env.TT_ANYWHERE_EXAMPLES
const folder = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), 'tt-anywhere-examples-'))
const results = []

/** Runs npm; resolves to its exit code, and what it printed. */
async function npm(words, cwd) {
  let printed = ''
  const code = await runNpm(words, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    onOutput: (text) => {
      printed += text
    },
  })
  return { code, printed }
}

/** Packs the package; its name says what is in it, or npm would keep an older one. */
async function pack() {
  const { code, printed } = await npm(['pack', '--silent', '--pack-destination', folder], root)
  if (code !== 0) throw new Error(`npm pack failed: ${printed}`)
  const bytes = readFileSync(join(folder, /^\S+\.tgz$/m.exec(printed)[0]))
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  const packed = join(folder, `tt-anywhere-${hash}.tgz`)
  writeFileSync(packed, bytes)
  return packed
}

async function runExample(name, packed) {
  const place = join(folder, name)
  const start = performance.now()
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--save-dev']
  // It is added to what the lock says: all else keeps its version.
  const install = await npm(['install', ...options, packed], place)
  const installed = performance.now()
  const run = install.code === 0 ? await npm(['test'], place) : install
  const seconds = (from, to) => `${((to - from) / 1000).toFixed(1)} s`
  const figures = `install ${seconds(start, installed)}, npm test ${seconds(installed, performance.now())}`
  if (run.code !== 0) console.log(run.printed)
  console.log(`${run.code === 0 ? 'passed' : 'FAILED'} examples/${name} (${figures})`)
  results.push(run.code)
}

try {
  await installIfNeeded()
  mkdirSync(folder, { recursive: true })
  const filter = (path) => !/[\\/](node_modules|dist)$/.test(path)
  cpSync(join(root, 'examples'), folder, { recursive: true, filter })
  const packed = await pack()
  const waiting = all.filter((name) => wanted.length === 0 || wanted.includes(name))
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) await runExample(name, packed)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
} finally {
  if (!kept) rmSync(folder, { recursive: true, force: true })
}
const failed = results.filter((code) => code !== 0).length
process.exitCode = failed > 0 ? 1 : 0
console.log(`${results.length - failed} passed, ${failed} failed`)
