/**
 * The texts of --help.
 */
import type { Command } from './command.js'
import type { Paint } from './screen.js'
import { pad, wrap } from './text.js'

/** The command's name, as it is typed. */
export const program = 'tt-anywhere'

/** The help of one command. */
export function commandHelp(command: Command, width: number, paint: Paint): string {
  const options = Object.entries(command.options).map(([name, option]) => {
    const short = option.short === undefined ? '' : `-${option.short}, `
    const value = option.value === undefined ? '' : ` ${option.value}`
    return [`${short}--${name}${value}`, option.help] as const
  })
  return [
    `${paint.bold('Usage')}  ${program} ${command.name} ${command.usage}`,
    '',
    ...wrap(`${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`, width),
    '',
    paint.bold('Options'),
    ...table(options, width),
    ...command.notes.flatMap((note) => ['', ...wrap(note, width)]),
    '',
    paint.bold('Examples'),
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n')
}

/** The help of the program: what there is. */
export function programHelp(commands: readonly Command[], width: number, paint: Paint): string {
  return [
    `${paint.bold('Usage')}  ${program} COMMAND [options]`,
    '',
    ...wrap("Runs Douyin's tt.uploadFile for real, outside the app.", width),
    '',
    paint.bold('Commands'),
    ...table(
      commands.map(({ name, summary }) => [name, summary] as const),
      width,
    ),
    '',
    paint.bold('Options'),
    ...table(
      [
        ['-h, --help', 'show this text; after a command, the help of that command'],
        ['-V, --version', 'print the version'],
      ],
      width,
    ),
    '',
    paint.bold('Examples'),
    ...commands.map(({ examples }) => `  ${examples[0] ?? ''}`),
  ].join('\n')
}

function table(rows: readonly (readonly [left: string, right: string])[], width: number): string[] {
  const left = Math.max(...rows.map(([text]) => text.length))
  const room = Math.max(width - left - 4, 24)
  return rows.flatMap(([name, text]) =>
    wrap(text, room).map((line, index) => `  ${pad(index === 0 ? name : '', left)}  ${line}`),
  )
}
