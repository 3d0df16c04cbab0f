// Runs a program that does not watch its standard input, and ends it when that of this one closes:
// `node leash.js COMMAND PARAMETER…`
import { spawn } from 'node:child_process'

const [command, ...parameters] = process.argv.slice(2)
const child = spawn(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'] })
child.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
child.on('exit', (code) => process.exit(code ?? 1))
process.stdin.resume().on('end', () => child.kill('SIGKILL'))
