/**
 * `tt-anywhere dev`: a mini-program in the browser.
 */
import { statSync } from 'node:fs'
import type { Problem } from '../simulator/protocol/bundle.js'
import type { Simulator, SimulatorOptions } from '../simulator/server/startSimulator.js'
import {
  helpOption,
  type Options,
  pair,
  readArguments,
  UsageError,
  wholeNumber,
} from './arguments.js'
import { openInBrowser } from './browser.js'
import type { Command, Screens } from './command.js'
import { exitCodes } from './exitCodes.js'
import { program } from './help.js'
import { onSignals } from './signals.js'
import { exchangeLine, problemLines } from './simulated.js'
import { count, harmless } from './text.js'

const options = {
  port: {
    type: 'string',
    value: 'PORT',
    help: 'the TCP port (default: 8787, or the next one that is free)',
  },
  page: {
    type: 'string',
    value: 'URL',
    help: 'the page to open first, such as pages/photo/photo?id=7 (default: the first of app.json)',
  },
  phone: { type: 'string', value: 'NAME', help: "the phone to play at first, such as 'Pixel 8'" },
  open: { type: 'boolean', help: 'open the page in the browser' },
  lan: {
    type: 'boolean',
    help: 'listen in the whole network, and print a QR code for a phone; whoever has the code can use it',
  },
  album: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: 'a file, or a glob of files, that is offered where the mini-program wants some; repeat it for more',
  },
  auto: {
    type: 'boolean',
    help: 'ask nobody: dialogs are confirmed, and files are taken from the album',
  },
  receive: {
    type: 'boolean',
    help: "send all requests to a receiver of the simulator's own instead of to their servers",
  },
  route: {
    type: 'string',
    multiple: true,
    value: 'ORIGIN=URL',
    help: 'send what goes to ORIGIN (* for all others) to a server of this machine; repeat it for more',
  },
  domain: {
    type: 'string',
    multiple: true,
    value: 'ORIGIN',
    help: 'an entry of the domain lists; URLs are then held against them',
  },
  storage: {
    type: 'string',
    value: 'FOLDER',
    help: 'keep what the mini-program stores in FOLDER (default: until the command ends)',
  },
  'block-private-addresses': {
    type: 'boolean',
    help: 'connect to no address of this machine or its network, but by --receive and --route',
  },
  'no-config': {
    type: 'boolean',
    help: 'read no tt-anywhere.config.json: for a folder that you do not trust',
  },
  ...helpOption,
} as const satisfies Options

/** `tt-anywhere dev`. */
export const dev: Command = {
  name: 'dev',
  usage: '[FOLDER] [options]',
  summary: 'run a mini-program in the browser',
  options,
  notes: [
    "FOLDER is the mini-program's (default: the working directory): the one with app.json, or with a project.config.json that names it. A tt-anywhere.config.json there or above holds where no option does.",
    'It prints the address of a page with the phone and tools around it. What the mini-program sends, this process sends, by the same rules, headers and errors as on the phone. Files that change show in less than a second.',
    'It listens on this machine alone, unless --lan is given, and the address holds a token of this run.',
    'Ctrl+C (SIGINT) or SIGTERM stops it, and removes what is temporary. Exits with 0; with 1 where it can not start.',
  ],
  examples: [
    `${program} dev`,
    `${program} dev dist/miniprogram --open`,
    `${program} dev --album 'photos/*.jpg' --receive`,
    `${program} dev --route https://upload.example.com=http://127.0.0.1:8686`,
    `${program} dev --lan --page pages/photo/photo`,
  ],
  run,
}

async function run(words: readonly string[], screens: Screens): Promise<number> {
  const { out, err } = screens
  const asked = readOptions(words)
  const { PortTakenError, startSimulator } = await import('../simulator/server/startSimulator.js')
  let simulator: Simulator
  let started = false
  try {
    simulator = await startSimulator({
      ...asked.options,
      onExchange: (record) => out.line(exchangeLine(record, out.paint)),
      onProblems: (problems) => {
        if (started) tellProblems(problems, screens, true)
      },
    })
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error })
    if (!(error instanceof PortTakenError)) throw error
    err.line(
      `${program}: ${error.message}; choose another one with --port, or leave it out for a free one`,
    )
    return exitCodes.refused
  }
  started = true
  const stopped = untilStopped(simulator, screens)
  out.line(
    `${out.paint.bold(out.paint.green(simulator.url))}`,
    out.paint.dim(`${count(pagesOf(simulator), 'page')} in ${harmless(simulator.folder)}`),
  )
  tellProblems(simulator.bundle.problems, screens, false)
  if (asked.lan) tellLan(simulator, screens)
  out.line(out.paint.dim('Ctrl+C stops it'))
  if (asked.open && !(await openInBrowser(simulator.url))) {
    err.line(`${program}: no browser could be started; open the address above`)
  }
  await stopped
  return exitCodes.ok
}

interface Asked {
  readonly options: SimulatorOptions
  readonly open: boolean
  readonly lan: boolean
}

function readOptions(words: readonly string[]): Asked {
  const { values, positionals } = readArguments(words, options)
  const [project = '.', more] = positionals
  if (more !== undefined) {
    throw new UsageError(`one FOLDER at a time; ${JSON.stringify(more)} is one too many`)
  }
  if (project === '') throw new UsageError('FOLDER is empty')
  checkFolder(project)
  const { port, lan = false, open = false, domain, storage } = values
  const lists = domain && { uploadFile: domain, request: domain, downloadFile: domain }
  return {
    open,
    lan,
    options: {
      project,
      port: port === undefined ? undefined : wholeNumber('port', port, 0, 65_535),
      lan,
      page: values.page,
      phone: values.phone,
      album: values.album,
      auto: values.auto,
      receive: values.receive,
      routes: Object.fromEntries((values.route ?? []).map((text) => pair('route', text, '='))),
      host: {
        ...(lists && { domains: lists }),
        ...(storage !== undefined && { storage }),
        ...(values['block-private-addresses'] && { blockPrivateAddresses: true }),
        ...(values['no-config'] && { config: false }),
      },
    },
  }
}

function checkFolder(project: string): void {
  const shown = JSON.stringify(project)
  const stats = statSync(project, { throwIfNoEntry: false })
  if (stats === undefined) throw new UsageError(`there is no folder ${shown}`)
  if (!stats.isDirectory()) throw new UsageError(`${shown} is no folder`)
}

function pagesOf({ bundle }: Simulator): number {
  return Object.values(bundle.parts).filter(({ config }) => config.component !== true).length
}

/** What is wrong with the project; that all is well again is news, too. */
function tellProblems(problems: readonly Problem[], { err }: Screens, again: boolean): void {
  if (problems.length > 0) err.line(...problemLines(problems, err.paint))
  else if (again) err.line(err.paint.dim('The files changed; nothing is wrong with them'))
}

function tellLan({ lan }: Simulator, { out, err }: Screens): void {
  if (lan === undefined) {
    err.line(`${program}: this machine is in no network, so no phone can reach it`)
    return
  }
  out.line(
    '',
    `On a phone in the same network: ${out.paint.bold(lan.url)}`,
    ...lan.text.split('\n').map(out.paint.code),
    'Everybody in this network who has this code can use the simulator, and see the mini-program.',
    '',
  )
}

/** Waits for a signal, or until nobody reads, and closes. */
function untilStopped(simulator: Simulator, { out }: Screens): Promise<void> {
  return new Promise((resolve, reject) => {
    let closing: Promise<void> | undefined
    const stop = () => {
      closing ??= simulator.close()
      closing.then(resolve, reject)
    }
    onSignals(stop)
    out.onGone(stop)
  })
}
