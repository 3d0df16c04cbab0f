// What the profile and the records of exchanges cost small uploads. `npm run bench -- records`
//
// The same code with them and without them, in processes of their own that take turns, so that
// whatever else the machine does meets both. "Without" is a build of its own, for nobody can switch
// the profile off: no recorder, no network quality, no time stamps of the transport, and
// `enableProfile: false`. Two processes of it run: what they differ by is what the figures are not
// good for. CPU time is that of all threads, the collector's included. Turns are short and many: each
// is held against the one of the same round, which the machine has treated alike.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const place = (path) => fileURLToPath(new URL(path, import.meta.url))

/** What stands in for what, in the build without records. */
const absent = {
  [place('../src/api/recorder.ts')]: place('without/recorder.ts'),
  [place('../src/profile/quality.ts')]: place('without/quality.ts'),
  [place('../src/host/node/busy.ts')]: place('without/busy.ts'),
}

/** The first is what all others are held against. */
const variants = [
  { title: 'without', library: 'without' },
  { title: 'without, again', library: 'without' },
  { title: 'on, 100 kept', library: 'with', listen: 'count' },
  { title: 'on, 1,000 kept', library: 'with', listen: 'count', keep: 1_000 },
  { title: 'on, each written as JSON', library: 'with', listen: 'read' },
]

const works = [
  { title: '16 KiB, one after another', atOnce: 1, uploads: 20, rounds: 1_500 },
  { title: '16 KiB, 64 at a time', atOnce: 64, uploads: 64, rounds: 800 },
]

/** Uploads before the first that counts. */
const warmUp = 4_000

/** Runs it, and prints a table for each kind of work. */
export async function compareRecords() {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-records-'))
  const children = []
  const start = (...words) => {
    const child = fork(place('recordsChild.js'), words)
    children.push(child)
    return child
  }
  try {
    await build(folder, 'with', [])
    await build(folder, 'without', [withoutRecords])
    const { port } = await answerOf(start('sink'))
    const runs = variants.map((variant) => ({
      ...variant,
      child: start('client', join(folder, `${variant.library}.mjs`), JSON.stringify(variant), port),
    }))
    for (const { child } of runs) await answerOf(child)
    for (const { title, rounds, ...work } of works) {
      // Until nothing is compiled any more, and all that is kept is full.
      for (const { child } of runs) {
        for (let done = 0; done < warmUp; done += work.uploads) await ask(child, work)
      }
      const turns = runs.map(() => [])
      for (let round = 0; round < rounds; round += 1) {
        // Each begins as often as any other.
        for (let step = 0; step < runs.length; step += 1) {
          const index = (round + step) % runs.length
          turns[index].push(await ask(runs[index].child, work))
        }
      }
      console.log(`\n${title}: ${rounds} turns of ${work.uploads} uploads each`)
      console.table(Object.fromEntries(turns.map((each, index) => row(index, each, turns[0]))))
    }
  } finally {
    for (const child of children) child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

function row(index, turns, base) {
  const ratio = (field) => {
    if (index === 0) return ''
    const pairs = turns.map((turn, round) => ({ ratio: turn[field] / base[round][field] }))
    // Where the median of all pairs there could be lies, 19 times out of 20.
    const reach = 0.98 / Math.sqrt(pairs.length)
    const [low, middle, high] = [0.5 - reach, 0.5, 0.5 + reach].map((part) =>
      percent(quantile(pairs, 'ratio', part)),
    )
    return `${middle} (${low} to ${high})`
  }
  return [
    variants[index].title,
    {
      'uploads/s': Math.round(quantile(turns, 'rate', 0.5)),
      'rate, median of pairs (95 %)': ratio('rate'),
      'CPU µs/upload': Number(quantile(turns, 'cpu', 0.5).toFixed(1)),
      'CPU, median of pairs (95 %)': ratio('cpu'),
    },
  ]
}

function quantile(turns, field, part) {
  const sorted = turns.map((turn) => turn[field]).sort((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const low = sorted[Math.floor(at)]
  return low + (sorted[Math.ceil(at)] - low) * (at % 1)
}

const percent = (ratio) => `${ratio >= 1 ? '+' : ''}${((ratio - 1) * 100).toFixed(1)} %`

/** The library, as one file. */
async function build(folder, name, plugins) {
  const bundle = await rolldown({
    input: place('../src/index.ts'),
    external: isBuiltin,
    platform: 'node',
    logLevel: 'silent',
    plugins,
  })
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: `${name}.mjs`,
    chunkFileNames: `${name}-[hash].mjs`,
  })
  await bundle.close()
}

const withoutRecords = {
  name: 'without-records',
  resolveId: {
    order: 'pre',
    async handler(source, importer) {
      const found = await this.resolve(source, importer, { skipSelf: true })
      return absent[found?.id] ?? null
    },
  },
  transform(code, id) {
    if (!/host[\\/]node[\\/](?:transport|connect)\.ts$/.test(id)) return null
    const bare = code.replace(/(timings\.\w+) = clock\.now\(\)/g, '$1 = 0')
    if (bare === code) throw new Error(`no time stamps found in ${id}`)
    return bare
  },
}

function ask(child, message) {
  child.send(message)
  return answerOf(child)
}

function answerOf(child) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`a process of the measurement ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message)
    })
  })
}
