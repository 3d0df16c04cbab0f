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
  { title: 'on, hops of each read', library: 'with', listen: 'hops' },
  { title: 'on, each written as JSON', library: 'with', listen: 'all' },
]

const works = [
  { title: '16 KiB, one after another', atOnce: 1, uploads: 20, rounds: 200 },
  { title: '16 KiB, 64 at a time', atOnce: 64, uploads: 64, rounds: 80 },
]

/** Uploads of each before the first that counts; in turns, too, for the engine tidies up in a pause. */
const warmUp = 4_000
/** Times that all processes start anew: what the engine makes of the same code differs by percents. */
const generations = 5

/** Runs it, and prints a table for each kind of work. */
export async function compareRecords() {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-records-'))
  try {
    await build(folder, 'with', [])
    await build(folder, 'without', [withoutRecords])
    for (const work of works) {
      const runs = []
      while (runs.length < generations) runs.push(await generation(folder, work))
      const { title, rounds, uploads } = work
      console.log(`\n${title}: ${generations} processes of each, ${rounds} turns of ${uploads}`)
      console.table(Object.fromEntries(variants.map((_variant, index) => row(index, runs))))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A process of each variant, and a server; gives the turns of each variant. */
async function generation(folder, { rounds, uploads, atOnce }) {
  const children = []
  const start = (...words) => {
    const child = fork(place('recordsChild.js'), words)
    children.push(child)
    return child
  }
  try {
    const { port } = await answerOf(start('sink'))
    const clients = []
    for (const variant of variants) {
      const library = join(folder, `${variant.library}.mjs`)
      const client = start('client', library, JSON.stringify(variant), String(port))
      await answerOf(client)
      clients.push(client)
    }
    const turns = clients.map(() => [])
    const first = Math.ceil(warmUp / uploads)
    for (let round = 0; round < first + rounds; round += 1) {
      // Each begins as often as any other.
      for (let step = 0; step < clients.length; step += 1) {
        const index = (round + step) % clients.length
        const turn = await ask(clients[index], { uploads, atOnce })
        if (round >= first) turns[index].push(turn)
      }
    }
    return turns
  } finally {
    for (const child of children) child.kill()
  }
}

/** Medians over the pairs of a generation, and of these the median, and the middle ones. */
function row(index, runs) {
  const median = (field) =>
    quantile(
      runs.flatMap((turns) => turns[index].map((turn) => turn[field])),
      0.5,
    )
  const ratio = (field) => {
    if (index === 0) return ''
    const medians = runs.map((turns) => {
      return quantile(
        turns[index].map((turn, round) => turn[field] / turns[0][round][field]),
        0.5,
      )
    })
    const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => percent(quantile(medians, part)))
    return `${middle} (${low} to ${high})`
  }
  return [
    variants[index].title,
    {
      'uploads/s': Math.round(median('rate')),
      'rate (middle half)': ratio('rate'),
      'CPU µs/upload': Number(median('cpu').toFixed(1)),
      'CPU (middle half)': ratio('cpu'),
    },
  ]
}

function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b)
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
