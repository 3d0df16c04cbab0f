/** What the fuzz run can be told. */
import { parseArgs } from 'node:util'
import { numberOption, wholeOption } from '../helpers/numberOption.js'
import type { Target } from './target.js'
import { targets } from './targets.js'

/** A run as asked for. */
export interface FuzzOptions {
  readonly targets: readonly Target[]
  /** Of each target. */
  readonly runs: number
  readonly seed: number
  /** Of all of them; in the place of a number of runs. */
  readonly minutes: number | undefined
  readonly path: string | undefined
  readonly keep: boolean
}

const defaultRuns = 20_000

const rows = targets.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`)
export const usage = `Usage: npm run fuzz -- [options] [TARGET…]

Feeds inputs made by chance, and checks what comes of each.

  --runs N     so many inputs for each target (default: ${defaultRuns.toLocaleString('en')})
  --minutes N  as many as there are in so many minutes, all targets together
  --seed N     what chance draws from; a run that failed repeats with its seed
  --path P     of an input that failed: that one alone
  --keep       adds inputs that came to something new to test/fuzz/corpus
  --help       this text

Targets, all by default:
${rows.join('\n')}

Exits with 1 where a rule is broken, and says with which seed and input.`

/** Reads the words of the command line. @throws Error saying what is wrong with them */
export function readCommandLine(words: readonly string[]): FuzzOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      path: { type: 'string' },
      keep: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return 'help'
  const chosen = positionals.map((name) => {
    const found = targets.find((target) => target.name === name)
    if (found === undefined) throw new Error(`there is no target ${name}`)
    return found
  })
  if (values.path !== undefined && (chosen.length !== 1 || values.seed === undefined)) {
    throw new Error('--path goes with --seed and one target')
  }
  const minutes = numberOption('minutes', values.minutes, 0)
  return {
    targets: chosen.length === 0 ? targets : chosen,
    minutes,
    runs:
      wholeOption('runs', values.runs, 1) ??
      (minutes === undefined ? defaultRuns : Number.POSITIVE_INFINITY),
    seed: wholeOption('seed', values.seed, 0) ?? Math.floor(Math.random() * 2 ** 31),
    path: values.path,
    keep: values.keep ?? false,
  }
}
