/** `npm run test:chaos`: reads the command line, runs, reports. */
import { type ChaosOptions, readOptions, usage } from './options.js'
import { type ChaosResult, describeUpload, runChaos } from './run.js'
import { alignRows } from './table.js'

/** Findings that are told; the rest are counted. */
const mostTold = 10

function read(): ChaosOptions | 'help' {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    return process.exit(2)
  }
}

function report(options: ChaosOptions, result: ChaosResult): void {
  const { uploads, seconds, findings, problems, client, receiver, interrupted } = result
  console.log(`\n${result.table}\n`)
  const mib = (bytes = 0) => (bytes / 1024 / 1024).toFixed(1)
  const row = (name: string, of: ChaosResult['client']) => {
    const [first, second, last] = [of[0], of[1] ?? of[0], of.at(-1)]
    return [
      name,
      ...[first, second, last].map((print) => mib((print?.heap ?? 0) + (print?.outside ?? 0))),
      ...[first, last].map((print) => mib(print?.resident)),
      String(last?.descriptors ?? ''),
    ]
  }
  console.log(
    alignRows([
      ['MiB', 'round 1', 'round 2', 'last', 'RSS 1', 'RSS last', 'descriptors'],
      row('client', client),
      row('receiver', receiver),
    ]),
  )
  const rate = (uploads / seconds).toFixed(0)
  const { seed } = options
  console.log(
    `\n${uploads} uploads in ${seconds.toFixed(1)} s, ${rate} a second; seed ${seed}; ` +
      `${interrupted ? 'interrupted' : problems.length === 0 ? 'nothing left behind' : 'see below'}`,
  )
  if (interrupted) {
    process.exitCode = 130
    return
  }
  if (findings.length === 0 && problems.length === 0) {
    console.log(`${uploads} passed, 0 failed`)
    return
  }
  process.exitCode = 1
  for (const text of [...new Set(problems)].slice(0, mostTold)) console.log(`\nWRONG ${text}`)
  for (const { upload, text } of findings.slice(0, mostTold)) {
    console.log(`\nWRONG upload ${upload}: ${text}\n    ${describeUpload(seed, upload)}`)
    console.log(`    alone: npm run test:chaos -- --seed ${seed} --only ${upload}`)
  }
  const failed = new Set(findings.map(({ upload }) => upload)).size
  console.log(`\nrepeat: npm run test:chaos -- --seed ${seed} --uploads ${uploads}`)
  console.log(`${uploads - failed} passed, ${Math.max(failed, 1)} failed`)
}

const options = read()
if (options === 'help') console.log(usage)
else {
  console.log(`seed ${options.seed}`)
  report(options, await runChaos(options, console.log))
}
