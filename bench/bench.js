// The bench: runs works, prints their tables, writes the figures.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensure } from '../scripts/lib/apt.js'
import { clients, versionOf } from './clients/index.js'
import { writePatternFile, writeSparseFile } from './content.js'
import { helpText, readOptions, UsageError } from './options.js'
import { writePage } from './page.js'
import { killAll } from './processes.js'
import { asText } from './table.js'
import { targetTable } from './targets.js'

/**
 * What a work gives.
 * @typedef {object} Outcome
 * @property {unknown[]} results the figures, for JSON
 * @property {import('./table.js').Table[]} tables
 * @property {import('./targets.js').Outcome[]} targets
 */

/**
 * @typedef {object} Work
 * @property {string} name as the command line has it
 * @property {string} summary
 * @property {(bench: Bench) => Promise<Outcome>} run
 */

/**
 * What a work is given.
 * @typedef {object} Bench
 * @property {boolean} short
 * @property {string} folder for files that end with the run
 * @property {(usual: number) => number} rounds
 * @property {(client: string) => boolean} has
 * @property {(size: number) => string} patternFile the path of such a file
 * @property {(size: number) => string} sparseFile the same, of zeros
 * @property {(text: string) => void} progress
 * @property {(text: string) => void} failed
 * @property {(text: string) => void} say what stands before the tables
 * @property {<Value>(name: string, make: () => Promise<Value>) => Promise<Value>} remember
 *   measures once what several works show
 * @property {(name: string, drawing: string) => void} picture keeps an SVG
 * @property {(cleanUp: () => void) => void} atEnd whatever ends it
 */

/**
 * Runs it; gives the exit code. What a target says changes nothing about it.
 * @param {string[]} words of the command line
 */
export async function runBench(words) {
  let options
  try {
    options = readOptions(words)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${error.message}\nnpm run bench -- --help tells the rest.`)
    return 64
  }
  if (options.help) {
    console.log(helpText())
    return 0
  }
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-bench-'))
  const cleanUps = [() => rmSync(folder, { recursive: true, force: true })]
  const cleanUp = () => {
    killAll()
    for (const step of cleanUps.splice(0)) step()
  }
  const stop = (signal) => {
    cleanUp()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    return await runWorks(options, words, folder, (step) => cleanUps.unshift(step))
  } finally {
    cleanUp()
  }
}

async function runWorks(options, words, folder, atEnd) {
  const absent = absentPeers(options)
  const machine = describeMachine(options)
  console.log(machineText(machine))
  if (machine.load > machine.cores / 2 && !options.short) {
    const load = machine.load.toFixed(1)
    console.log(
      `Others keep this machine busy (a load of ${load}): CPU and memory say more than time.`,
    )
  }
  const failures = []
  const remembered = new Map()
  const pictures = []
  const file = resolve(options.json ?? defaultFile)
  const show = progressLine()
  const bench = {
    short: options.short,
    folder,
    rounds: (usual) => options.rounds ?? (options.short ? 1 : usual),
    has: (client) => options.peers.has(client) && !absent.has(client),
    patternFile: once((size) => makeFile(folder, 'pattern', size, writePatternFile)),
    sparseFile: once((size) => makeFile(folder, 'zeros', size, writeSparseFile)),
    progress: show,
    say(text) {
      show('')
      console.log(text)
    },
    remember: (name, make) => {
      if (!remembered.has(name)) remembered.set(name, make())
      return remembered.get(name)
    },
    atEnd,
    picture(name, drawing) {
      const path = join(options.writeDocs ? images : dirname(file), name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, drawing)
      pictures.push(path)
    },
    failed(text) {
      show('')
      console.error(`FAILED: ${text}`)
      failures.push(text)
    },
  }
  const outcomes = []
  for (const work of options.works) {
    const outcome = await work.run(bench)
    outcomes.push({ work: work.name, ...outcome })
    show('')
    for (const table of outcome.tables) console.log(`\n${asText(table)}`)
  }
  const targets = outcomes.flatMap((outcome) => outcome.targets)
  if (options.short)
    console.log('\nThe targets are for the full form, and not held against this one.')
  else if (targets.length > 0) console.log(`\n${asText(targetTable(targets))}`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ machine, outcomes, failures }, null, 1)}\n`)
  for (const path of pictures) console.log(`\nThe plot is ${path}`)
  console.log(`\nThe figures are in ${file}`)
  if (options.writeDocs) writePage(outcomes, sourceText(machine, words))
  return failures.length === 0 ? 0 : 1
}

/** What gave the tables of a page. */
function sourceText(machine, words) {
  const command = ['npm run bench --', ...words.filter((word) => word !== '--write-docs')].join(' ')
  const [node, peers] = machineText(machine).split('\n')
  return `\`${command.replace(/ --$/, '')}\`, ${machine.date.slice(0, 10)}: ${node}; ${peers}.`
}

const images = fileURLToPath(new URL('../docs/images', import.meta.url))
const defaultFile = fileURLToPath(new URL('results/latest.json', import.meta.url))

/** curl is the one peer that npm does not bring. */
function absentPeers({ peers }) {
  if (!peers.has('curl')) return new Set()
  const { missing } = ensure([{ command: 'curl', package: 'curl' }])
  for (const { reason } of missing) console.log(`Without curl, which is not here: ${reason}.`)
  return new Set(missing.map(({ command }) => command))
}

function describeMachine({ short, peers }) {
  const versions = Object.fromEntries(
    clients
      .filter((client) => client.package !== undefined && peers.has(client.name))
      .map((client) => [client.package, versionOf(client.package)]),
  )
  return {
    date: new Date().toISOString(),
    short,
    system: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    load: loadavg()[0],
    node: process.version,
    ...(peers.has('curl') && { curl: curlVersion() }),
    versions,
  }
}

function curlVersion() {
  try {
    return execFileSync('curl', ['--version'], { encoding: 'utf8' }).split(' ', 2)[1]
  } catch {
    return undefined
  }
}

function machineText({ system, processor, cores, memory, node, curl, versions }) {
  const peers = Object.entries({ ...(curl && { curl }), ...versions })
  return [
    `Node ${node}, ${system}, ${cores} × ${processor}, ${Math.round(memory / 2 ** 30)} GiB`,
    peers.map(([name, version]) => `${name} ${version}`).join(', '),
  ].join('\n')
}

function makeFile(folder, kind, size, write) {
  const path = join(folder, `${kind}-${size}.bin`)
  write(path, size)
  return path
}

function once(make) {
  const made = new Map()
  return (key) => {
    if (!made.has(key)) made.set(key, make(key))
    return made.get(key)
  }
}

/** What is under way: in place on a terminal, elsewhere a line now and then. */
function progressLine() {
  let last = 0
  return (text) => {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`)
    } else if (text !== '' && performance.now() - last > 10_000) {
      last = performance.now()
      console.error(text)
    }
  }
}
