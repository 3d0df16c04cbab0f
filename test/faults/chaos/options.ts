/** What the chaos run can be told. */
import { parseArgs } from 'node:util'
import { numberOption, wholeOption } from '../../helpers/numberOption.js'

/** A run as asked for. */
export interface ChaosOptions {
  readonly uploads: number
  readonly seed: number
  readonly concurrency: number
  /** Runs for so long in the place of a number of uploads. */
  readonly minutes: number | undefined
  /** Runs this upload alone. */
  readonly only: number | undefined
}

/** Uploads of a run by default. */
const defaultUploads = 20_000
const mostAtOnce = 64

export const usage = `Usage: npm run test:chaos -- [options]

Uploads through faults, aborts and time-outs, and checks every single one.

  --uploads N      so many uploads (default: ${defaultUploads.toLocaleString('en')})
  --minutes N      as many as there are in so many minutes
  --seed N         what chance draws from; a run that failed repeats with its seed
  --concurrency N  so many at once (default and most: ${mostAtOnce})
  --only N         upload N of the seed alone
  --help           this text

Exits with 1 where anything is wrong, and says with which seed and upload.`

/** Reads the words of the command line. @throws Error saying what is wrong with them */
export function readOptions(words: readonly string[]): ChaosOptions | 'help' {
  const { values } = parseArgs({
    args: [...words],
    options: {
      uploads: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      concurrency: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return 'help'
  const only = wholeOption('only', values.only, 0)
  return {
    uploads: only === undefined ? (wholeOption('uploads', values.uploads, 1) ?? defaultUploads) : 1,
    minutes: numberOption('minutes', values.minutes, 0),
    seed: wholeOption('seed', values.seed, 0) ?? Math.floor(Math.random() * 2 ** 31),
    concurrency: Math.min(
      mostAtOnce,
      wholeOption('concurrency', values.concurrency, 1) ?? mostAtOnce,
    ),
    only,
  }
}
