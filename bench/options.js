// What stands behind `npm run bench --`.
import { parseArgs } from 'node:util'
import { clients } from './clients/index.js'
import { works } from './works/index.js'

/** The command line is wrong; the message says how. */
export class UsageError extends Error {}

/**
 * @typedef {object} Options
 * @property {import('./bench.js').Work[]} works
 * @property {number | undefined} rounds
 * @property {boolean} short
 * @property {Set<string>} peers names of clients
 * @property {string | undefined} json
 * @property {boolean} writeDocs
 * @property {boolean} help
 */

/**
 * @param {string[]} words
 * @returns {Options}
 */
export function readOptions(words) {
  const { values, positionals } = parse(words)
  const known = new Map(works.map((work) => [work.name, work]))
  for (const name of positionals) {
    if (!known.has(name)) {
      throw new UsageError(`no work is called ${name}; there are ${[...known.keys()].join(', ')}`)
    }
  }
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new UsageError(`--rounds takes a whole number from 1 on, not ${values.rounds}`)
  }
  const names = clients.map(({ name }) => name)
  const peers = values.peers?.split(',').map((name) => name.trim()) ?? names
  for (const name of peers) {
    if (!names.includes(name)) {
      throw new UsageError(`no peer is called ${name}; there are ${names.join(', ')}`)
    }
  }
  if (values.short && values['write-docs']) {
    throw new UsageError('--write-docs is not for the short form, which says nothing about speed')
  }
  return {
    works:
      positionals.length === 0 ? works : works.filter(({ name }) => positionals.includes(name)),
    rounds,
    short: values.short ?? false,
    peers: new Set(['ours', ...peers]),
    json: values.json,
    writeDocs: values['write-docs'] ?? false,
    help: values.help ?? false,
  }
}

function parse(words) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        short: { type: 'boolean' },
        peers: { type: 'string' },
        json: { type: 'string' },
        'write-docs': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(error.message)
  }
}

export function helpText() {
  const list = (rows) => {
    const width = Math.max(...rows.map(([name]) => name.length))
    return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n')
  }
  return `Measures tt-anywhere against other clients, side by side and in turns.

npm run bench -- [WORK…] [options]

Works (all of them, where none is named):
${list(works.map(({ name, summary }) => [name, summary]))}
  records  what the profile and the records of exchanges cost; takes no options

Options:
${list([
  ['--rounds N', 'turns of each client that count; one more warms up'],
  ['--short', 'small files, one round, no warm-up: only to see that it works'],
  ['--peers A,B', 'only these beside tt-anywhere'],
  ['--json FILE', 'where the figures go (bench/results/latest.json)'],
  ['--write-docs', 'the tables go into docs/benchmarks.md, the plot into docs/images'],
  ['--help', 'this text'],
])}

Peers:
${list(clients.slice(1).map(({ name, title }) => [name, title]))}`
}
