#!/usr/bin/env node
/**
 * The command line of tt-anywhere: finds the command, runs it, and says what went wrong.
 */
import { nearest } from '../host/nearest.js'
import { version } from '../profile/version.js'
import { UsageError } from './arguments.js'
import type { Command, Screens } from './command.js'
import { demo } from './demo.js'
import { dev } from './dev.js'
import { doctor } from './doctor.js'
import { exitCodes } from './exitCodes.js'
import { commandHelp, program, programHelp } from './help.js'
import { receive } from './receive.js'
import { createScreen } from './screen.js'
import { upload } from './upload.js'

const commands: readonly Command[] = [upload, receive, dev, doctor, demo]

async function main(words: readonly string[], screens: Screens): Promise<number> {
  const { out, err } = screens
  const [word, ...rest] = words
  if (word === undefined) {
    err.line(programHelp(commands, err.width(), err.paint))
    return exitCodes.usage
  }
  if (word === '--version' || word === '-V') {
    out.line(version)
    return exitCodes.ok
  }
  const asksHelp = word === '--help' || word === '-h' || word === 'help'
  if (asksHelp && rest.length === 0) {
    out.line(programHelp(commands, out.width(), out.paint))
    return exitCodes.ok
  }
  const name = asksHelp ? rest[0] : word
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) return refuse(unknownCommand(name ?? ''), undefined, screens)
  const end = rest.indexOf('--')
  const options = end < 0 ? rest : rest.slice(0, end)
  if (asksHelp || options.includes('--help') || options.includes('-h')) {
    out.line(commandHelp(command, out.width(), out.paint))
    return exitCodes.ok
  }
  try {
    return await command.run(rest, screens)
  } catch (error) {
    if (error instanceof UsageError) return refuse(error.message, command, screens)
    throw error
  }
}

function refuse(message: string, command: Command | undefined, { err }: Screens): number {
  const help = [program, command?.name, '--help'].filter((word) => word !== undefined).join(' ')
  err.line(`${err.paint.red(`${program}:`)} ${message}`, err.paint.dim(`See ${help}`))
  return exitCodes.usage
}

function unknownCommand(word: string): string {
  if (word.startsWith('-')) return `the command comes first, before ${word}`
  const known = nearest(
    word,
    commands.map(({ name }) => name),
  )
  const hint = known === undefined ? '' : `; did you mean ${known}?`
  return `there is no command ${JSON.stringify(word)}${hint}`
}

const screens: Screens = { out: createScreen(process.stdout), err: createScreen(process.stderr) }
// No process.exit: what was written to a pipe must still reach its reader.
main(process.argv.slice(2), screens).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    screens.err.line(`${program}: this is a defect of ${program}, please report it:`, text)
    process.exitCode = exitCodes.defect
  },
)
