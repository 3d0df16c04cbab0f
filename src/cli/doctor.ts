/**
 * `tt-anywhere doctor`: reads a mini-program's project before anyone submits it for review.
 */
import { stat, writeFile } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { DomainLists } from '../doctor/checkCalls.js'
import type { Diagnosis } from '../doctor/finding.js'
import { parseDomainEntry } from '../rules/domains.js'
import { helpOption, type Options, onlyArgument, readArguments, UsageError } from './arguments.js'
import type { Command, Screens } from './command.js'
import { exitCodes } from './exitCodes.js'
import {
  countFindings,
  findingLines,
  findingsJson,
  githubLines,
  gitlabJson,
  summaryLines,
} from './findings.js'
import { program } from './help.js'
import { createPaint } from './screen.js'

const formats = ['text', 'json', 'github', 'gitlab'] as const
type Format = (typeof formats)[number]

/** The domain lists by the names that the config file has for them. */
const lists = {
  uploadFile: 'uploadFile',
  request: 'request',
  downloadFile: 'downloadFile',
  socket: 'connectSocket',
} as const

const options = {
  domain: {
    type: 'string',
    multiple: true,
    value: 'ORIGIN',
    help: 'an entry of all domain lists, or of one: uploadFile=ORIGIN, request=, downloadFile=, socket=',
  },
  strict: { type: 'boolean', help: 'warnings fail too' },
  format: {
    type: 'string',
    value: 'FORMAT',
    help: `${formats.join(', ')} (default: text); github and gitlab are annotations of their CI`,
  },
  json: { type: 'boolean', help: 'the same as --format json: one JSON document' },
  output: {
    type: 'string',
    value: 'FILE',
    help: 'write the report there, and a summary to stderr',
  },
  ...helpOption,
} as const satisfies Options

/** `tt-anywhere doctor`. */
export const doctor: Command = {
  name: 'doctor',
  usage: 'FOLDER [options]',
  summary: 'read a mini-program and tell what the platform would refuse',
  options,
  notes: [
    'FOLDER is a project as the developer tool opens it: with project.config.json, or with app.json. Of Taro and uni-app it is what they build. Nothing of it is run.',
    'The domain lists are those of tt-anywhere.config.json, in FOLDER or above it, and of --domain. For an API that has none the origins are told as they are.',
    'Exits with 0 where there is no error, 1 where there is one (with --strict a warning), 64 if the command line or tt-anywhere.config.json makes no sense, 74 if FILE could not be written.',
  ],
  examples: [
    `${program} doctor .`,
    `${program} doctor dist --domain https://api.example.com --strict`,
    `${program} doctor . --format gitlab --output gl-code-quality-report.json`,
  ],
  run,
}

async function run(words: readonly string[], screens: Screens): Promise<number> {
  const { values, positionals } = readArguments(words, options)
  const folder = onlyArgument('FOLDER', positionals)
  const format = formatOf(values.format, values.json ?? false)
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new UsageError(`${folder} is no folder`)
  }
  const domains = await readDomains(folder, values.domain ?? [])
  const { examine } = await import('../doctor/doctor.js')
  const diagnosis = await examine(folder, { domains, present: await presentApis() })
  const { out, err } = screens
  const counts = countFindings(diagnosis.findings)
  const code =
    counts.error > 0 || (values.strict && counts.warning > 0) ? exitCodes.refused : exitCodes.ok
  const file = values.output
  if (file === undefined) {
    out.line(...report(diagnosis, format, folder, out.paint, out.width()))
    return code
  }
  const lines = report(diagnosis, format, folder, createPaint(false), 100)
  try {
    await writeFile(file, lines.map((line) => `${line}\n`).join(''))
  } catch (error) {
    err.line(`${program}: ${file} can't be written: ${(error as NodeJS.ErrnoException).code}`)
    return exitCodes.output
  }
  err.line(...summaryLines(diagnosis, err.paint))
  return code
}

function report(
  diagnosis: Diagnosis,
  format: Format,
  folder: string,
  paint: ReturnType<typeof createPaint>,
  width: number,
): readonly string[] {
  switch (format) {
    case 'json':
      return [findingsJson(diagnosis)]
    case 'github':
      return githubLines(diagnosis, prefixOf(folder))
    case 'gitlab':
      return [gitlabJson(diagnosis, prefixOf(folder))]
    default:
      return findingLines(diagnosis, paint, width)
  }
}

/** Annotations name files from the repository's root, where CI runs commands. */
function prefixOf(folder: string): string {
  const path = relative(process.cwd(), resolve(folder))
  if (path === '' || path.startsWith('..') || isAbsolute(path)) return ''
  return `${path.split(sep).join('/')}/`
}

function formatOf(given: string | undefined, json: boolean): Format {
  const format = formats.find((name) => name === (given ?? (json ? 'json' : 'text')))
  if (format === undefined) {
    throw new UsageError(`--format must be ${formats.join(', ')}, got ${JSON.stringify(given)}`)
  }
  if (json && format !== 'json') throw new UsageError('--json and --format do not go together')
  return format
}

async function readDomains(folder: string, words: readonly string[]): Promise<DomainLists> {
  const { findConfigFile, readConfigFile } = await import('../host/node/configFile.js')
  const texts: { -readonly [List in keyof typeof lists]?: string[] } = {}
  const names = Object.keys(lists) as (keyof typeof lists)[]
  const found = findConfigFile(folder)
  try {
    const { domains = {} } = found === undefined ? {} : readConfigFile(found).options
    for (const name of names) if (domains[name]) texts[name] = [...domains[name]]
    for (const word of words) {
      const [, list, origin = ''] = /^(?:(\w+)=)?(.*)$/s.exec(word) ?? []
      const wanted = list === undefined ? names : names.filter((name) => name === list)
      if (wanted.length === 0) {
        throw new UsageError(`--domain: there is no list ${list}; it can be ${names.join(', ')}`)
      }
      parseDomainEntry(asHttps(origin))
      for (const name of wanted) texts[name] = [...(texts[name] ?? []), origin]
    }
    return Object.fromEntries(
      names.flatMap((name) => {
        const entries = texts[name]?.map((text) => parseDomainEntry(asHttps(text)))
        return entries === undefined ? [] : [[lists[name], entries]]
      }),
    )
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

/** A list of sockets holds wss origins. */
function asHttps(origin: string): string {
  return origin.replace(/^wss:/i, 'https:')
}

/** The members of our own tt. */
async function presentApis(): Promise<ReadonlySet<string>> {
  const { createHost } = await import('../host/node/createHost.js')
  const host = createHost()
  try {
    return new Set(Object.keys(host.tt))
  } finally {
    await host.close()
  }
}
