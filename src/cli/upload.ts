/**
 * `tt-anywhere upload`: a file of this machine, through tt.uploadFile itself.
 */
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Warning, WarningCode } from '../index.js'
import { UsageError } from './arguments.js'
import type { Command, Screens } from './command.js'
import { program } from './help.js'
import { prepareProgress } from './progress.js'
import { createPaint } from './screen.js'
import type { Outcome } from './send.js'
import { harmless } from './text.js'
import { readUploadRequest, type UploadRequest, uploadOptions } from './uploadRequest.js'

/** `tt-anywhere upload`. */
export const upload: Command = {
  name: 'upload',
  usage: 'FILE --url URL [options]',
  summary: 'send a file with tt.uploadFile',
  options: uploadOptions,
  notes: [
    'The answer goes to stdout; progress, warnings, the status and how long each phase took go to stderr.',
    'The origin of the URL is trusted, as it was typed here. With --domain or --env production it is held against the domain list instead, as on the phone. So it is where a tt-anywhere.config.json has a list: it is looked for in the working directory, or the folder of --project, and above.',
    'Exits with 0 for an answer of 2xx, 1 for another status, 2 where the upload failed, 64 for wrong usage, 130 or 143 when it was stopped.',
  ],
  examples: [
    `${program} upload photo.jpg --url https://upload.example.com/photos`,
    `${program} upload photo.jpg --url http://127.0.0.1:8686 --form title=Tea --form tag=a=b`,
    `${program} upload film.mp4 --url https://upload.example.com --header 'authorization: Bearer x'`,
    `${program} upload photo.jpg --url https://upload.example.com --repeat 20 --har uploads.har`,
    `${program} upload photo.jpg --url https://upload.example.com --domain https://upload.example.com --platform android --json`,
  ],
  run,
}

async function run(words: readonly string[], screens: Screens): Promise<number> {
  const request = readUploadRequest(words)
  const { json, quiet, plain, repeat, har } = request
  const [{ host, checked }, { send }, report] = await Promise.all([
    import('./makeHost.js').then(({ makeHost }) => makeHost(request)),
    import('./send.js'),
    import('./report.js'),
  ])
  // Before anything is sent: it would be lost.
  if (har !== undefined) await checkWritable(har)
  const shown = plain ? plainScreens(screens) : screens
  const say = (message: string) => {
    if (!quiet) shown.err.line(`${program}: ${message}`)
  }
  for (const remark of request.remarks) say(remark)
  const told = new Set<string>()
  host.on('warning', (warning) => {
    if ((!checked && isExpected(warning, request)) || told.has(warning.message)) return
    told.add(warning.message)
    say(harmless(warning.message))
  })
  if (!quiet && !json) {
    shown.err.line(shown.err.paint.dim(`${fileName(request)} → ${withoutPassword(request.url)}`))
  }
  const { url, file, name, header, formData, timeout } = request
  const outcomes: Outcome[] = []
  const watch = quiet
    ? () => ({ stop() {} })
    : await prepareProgress(shown.err, { fleeting: repeat > 1 })
  const outcome = await send(
    host,
    { url, file, name, header, formData, timeout },
    { times: repeat, watch, ended: (one) => void outcomes.push(one) },
  )
  // A file that is not there was no upload.
  if (outcomes.length === 0) outcomes.push(outcome)
  if (har !== undefined) await writeFile(har, `${JSON.stringify(host.har(), undefined, 2)}\n`)
  if (!quiet && !json && outcomes.length > 1) {
    shown.err.line(shown.err.paint.dim(`the last of ${outcomes.length} uploads:`))
  }
  if (json) shown.out.line(repeat > 1 ? report.repeatedJson(outcomes) : report.outcomeJson(outcome))
  else if (!quiet) report.tellOutcome(outcome, shown, plain)
  if (!quiet && !json && repeat > 1) shown.err.line(...report.repeatedLines(outcomes, plain))
  if (quiet && !json) report.tellError(outcome, shown)
  return report.exitCodeOf(report.worstOf(outcomes))
}

/** What can't be written must show before the upload, not after it. */
async function checkWritable(file: string): Promise<void> {
  await writeFile(file, '', { flag: 'a' }).catch((cause: Error) => {
    throw new UsageError(`--har ${file} can't be written: ${cause.message}`, { cause })
  })
}

/** Nothing is drawn, moved or coloured. */
function plainScreens({ out, err }: Screens): Screens {
  const plain = { redraws: false, paint: createPaint(false) }
  return { out: { ...out, ...plain }, err: { ...err, ...plain } }
}

/** What a released version would refuse is no news to who only typed a URL. */
const urlWarnings: readonly WarningCode[] = ['url-http', 'url-unlisted', 'url-port']

function isExpected({ code }: Warning, { envType }: UploadRequest): boolean {
  return envType === undefined && urlWarnings.includes(code)
}

function fileName({ file }: UploadRequest): string {
  return harmless(basename(file))
}

function withoutPassword(text: string): string {
  return harmless(text.replace(/^(\w+:\/\/[^/?#@]*?):[^/?#]*@/, '$1:…@'))
}
