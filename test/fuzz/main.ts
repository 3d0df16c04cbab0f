/** `npm run fuzz`: reads the command line, runs, reports. */
import { type FuzzOptions, readCommandLine, usage } from './commandLine.js'
import { keepInCorpus } from './corpus.js'
import { type RunResult, repeatCommand, runTarget } from './run.js'
import type { Target } from './target.js'

/** Milliseconds between two lines of progress where nobody sits at a terminal. */
const pause = 10_000
/** Outcomes that are told; the rest are counted. */
const mostTold = 12

let stopped = false

function read(): FuzzOptions | 'help' {
  try {
    return readCommandLine(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    return process.exit(2)
  }
}

/** Tells how far a target is: on one line at a terminal, else now and then. */
function createProgress(name: string) {
  const start = performance.now()
  let last = start
  const line = (inputs: number) => {
    const seconds = (performance.now() - start) / 1_000
    return `${name}: ${inputs.toLocaleString('en')} inputs, ${(inputs / seconds).toFixed(0)} a second`
  }
  const { isTTY } = process.stderr
  return {
    tell(inputs: number) {
      const now = performance.now()
      if (now - last < (isTTY ? 200 : pause)) return
      last = now
      process.stderr.write(isTTY ? `\r\x1b[K${line(inputs)}` : `${line(inputs)}\n`)
    },
    end(inputs: number) {
      if (isTTY) process.stderr.write('\r\x1b[K')
      console.log(line(inputs))
    },
  }
}

function tellOutcomes({ outcomes }: RunResult) {
  const all = [...outcomes].sort(([, one], [, other]) => other - one)
  for (const [outcome, count] of all.slice(0, mostTold)) {
    console.log(`  ${count.toLocaleString('en').padStart(9)} ${outcome}`)
  }
  const rest = all.slice(mostTold).reduce((sum, [, count]) => sum + count, 0)
  if (rest > 0)
    console.log(`  ${rest.toLocaleString('en').padStart(9)} ${all.length - mostTold} others`)
}

/** Runs a target and tells of it; false where a rule is broken. */
async function runOne(target: Target, options: FuzzOptions, until?: number): Promise<boolean> {
  const progress = createProgress(target.name)
  const result = await runTarget(target, {
    ...options,
    until,
    stopped: () => stopped,
    progress: progress.tell,
    broken: (error) => console.error(`\n${String(error)}\nlooking for the smallest input …`),
    keep: options.keep ? keepInCorpus : undefined,
  })
  progress.end(result.inputs)
  tellOutcomes(result)
  const { failure } = result
  if (failure === undefined) return true
  console.log(`\nWRONG ${target.name}: ${failure.error}`)
  console.log(`\nthe smallest input found (seed ${failure.seed}):\n${failure.smallest}`)
  console.log(`\nrepeat: ${repeatCommand(target.name, failure)}`)
  console.log(
    `  (the search for it again: ${repeatCommand(target.name, { ...failure, path: undefined })})\n`,
  )
  return false
}

async function run(options: FuzzOptions) {
  console.log(`seed ${options.seed}`)
  const start = performance.now()
  let passed = 0
  let failed = 0
  for (const [index, target] of options.targets.entries()) {
    if (stopped) break
    const left = options.targets.length - index
    const now = performance.now()
    const until =
      options.minutes === undefined
        ? undefined
        : now + Math.max(0, options.minutes * 60_000 - (now - start)) / left
    if (await runOne(target, options, until)) passed += 1
    else failed += 1
  }
  if (failed > 0) process.exitCode = 1
  else if (stopped) process.exitCode = 130
  if (stopped) console.log('interrupted')
  console.log(`${passed} passed, ${failed} failed`)
}

const options = read()
if (options === 'help') console.log(usage)
else {
  process.on('SIGINT', () => {
    // The second time whoever asks does not want to wait.
    if (stopped) process.exit(130)
    stopped = true
  })
  await run(options)
}
