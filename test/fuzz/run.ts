/** Runs a target: rounds of inputs, each from a seed of its own, until one fails or it is enough. */
import fc from 'fast-check'
import { collect } from '../helpers/collect.js'
import { nextTurn, type Target } from './target.js'
import { startWatchdog } from './watchdog.js'

/** How a target is run. */
export interface RunOptions {
  readonly runs: number
  readonly seed: number
  /** Where the clock stands when it is over, whatever the runs; of performance.now(). */
  readonly until?: number
  /** Of an input that failed: tries that alone. */
  readonly path?: string
  readonly stopped?: () => boolean
  readonly progress?: (inputs: number) => void
  /** A rule is broken; the search for the smallest input that does it begins. */
  readonly broken?: (error: unknown) => void
  /** Gets the bytes of inputs of an outcome that was not seen in this run. */
  readonly keep?: (folder: string, outcome: string, bytes: Buffer) => void
}

/** What a run came to. */
export interface RunResult {
  readonly inputs: number
  /** How many of each outcome. */
  readonly outcomes: ReadonlyMap<string, number>
  readonly seconds: number
  readonly failure?: Failure
}

/** An input that breaks a rule. */
export interface Failure {
  readonly seed: number
  readonly path: string | undefined
  /** What is wrong with it. */
  readonly error: string
  /** The smallest input that was found. */
  readonly smallest: string
}

/** Inputs of a round. What comes of a seed must not depend on how many are asked for. */
const roundSize = 2_000
/** Milliseconds that a round may take, and so the search for a smaller input. */
const roundTime = 60_000
/** Bytes by which memory may grow from the end of the first round on. */
const mostGrowth = 48 * 1024 * 1024

/** Runs a target. */
export async function runTarget<Input>(
  target: Target<Input>,
  options: RunOptions,
): Promise<RunResult> {
  const { runs, seed, until = Number.POSITIVE_INFINITY, stopped = () => false } = options
  const start = performance.now()
  const opened = await target.open()
  const strays = watchStrays()
  const watchdog = startWatchdog()
  const outcomes = new Map<string, number>()
  const seen = new Set<string>()
  const prototype = Reflect.ownKeys(Object.prototype).length
  const { atOnce = 1 } = target
  let inputs = 0
  let enough = false
  const over = () => stopped() || performance.now() > until

  async function tryOne(input: Input) {
    const outcome = await opened.check(input)
    inputs += 1
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    const { corpus } = opened
    if (options.keep === undefined || corpus === undefined || seen.has(outcome)) return
    seen.add(outcome)
    const bytes = corpus.bytesOf(input)
    options.keep(corpus.folder, await corpus.replay(bytes), bytes)
  }
  let isBroken = false
  async function tryAll(all: readonly Input[]) {
    try {
      await tryEach(all)
    } catch (error) {
      if (!isBroken) options.broken?.(error)
      isBroken = true
      throw error
    }
  }
  async function tryEach(all: readonly Input[]) {
    if (enough) return
    // Once over, the rest of the round passes unseen; a failure is still made smaller.
    if (over() && !isBroken) enough = true
    const ends = await Promise.allSettled(all.map(tryOne))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    if (atOnce > 1 || inputs % 64 === 0) {
      await nextTurn()
      await opened.settle?.()
    }
    const [stray] = strays.all.splice(0)
    if (stray !== undefined) throw stray
    if (Reflect.ownKeys(Object.prototype).length !== prototype) {
      throw new Error('Object.prototype has been changed')
    }
    options.progress?.(inputs)
  }

  let failure: Failure | undefined
  let memory: number | undefined
  try {
    for (let round = 0; failure === undefined && !enough && inputs < runs; round += 1) {
      const own = seed + round
      watchdog.say(`repeat: ${repeatCommand(target.name, { seed: own, path: undefined })}`)
      const size = Math.min(roundSize, runs - inputs)
      const details = await fc.check(
        fc.asyncProperty(
          // As full as it may be: the number of inputs decides how long a batch takes, hardly.
          fc.array(opened.inputs, { minLength: 1, maxLength: atOnce, size: 'max' }),
          tryAll,
        ),
        {
          seed: own,
          numRuns: Math.max(1, Math.ceil((size * 2) / (atOnce + 1))),
          interruptAfterTimeLimit: roundTime,
          ...(options.path !== undefined && { path: options.path }),
        },
      )
      failure = failureOf(details, own)
      if (options.path !== undefined) break
      if (failure === undefined) {
        await opened.settle?.()
        memory ??= memoryNow()
      }
    }
    const growth = memory === undefined || failure !== undefined ? 0 : memoryNow() - memory
    if (growth > mostGrowth) {
      failure = {
        seed,
        path: undefined,
        error: `memory grew by ${(growth / 2 ** 20).toFixed(0)} MiB in ${inputs} inputs`,
        smallest: 'all of them',
      }
    }
  } finally {
    strays.close()
    await watchdog.close()
    await opened.close()
  }
  const seconds = (performance.now() - start) / 1_000
  return { inputs, outcomes, seconds, ...(failure && { failure }) }
}

/** The command that repeats a failure. */
export function repeatCommand(name: string, { seed, path }: Pick<Failure, 'seed' | 'path'>) {
  return `npm run fuzz -- --seed ${seed}${path === undefined ? '' : ` --path ${path}`} ${name}`
}

function failureOf(
  details: Pick<
    fc.RunDetails<[readonly unknown[]]>,
    'failed' | 'counterexample' | 'errorInstance' | 'counterexamplePath'
  >,
  seed: number,
): Failure | undefined {
  if (!details.failed || details.counterexample === null) return undefined
  const { errorInstance, counterexample, counterexamplePath } = details
  const error = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance)
  const [inputs] = counterexample
  return {
    seed,
    path: counterexamplePath ?? undefined,
    error: error ?? '',
    smallest: fc.stringify(inputs.length === 1 ? inputs[0] : inputs).slice(0, 20_000),
  }
}

function memoryNow(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** What nobody catches. */
function watchStrays() {
  const all: unknown[] = []
  const stray = (error: unknown) => {
    all.push(new Error(`nobody caught: ${String(error)}`, { cause: error }))
  }
  process.on('unhandledRejection', stray)
  process.on('uncaughtException', stray)
  return {
    all,
    close() {
      process.off('unhandledRejection', stray)
      process.off('uncaughtException', stray)
    },
  }
}
