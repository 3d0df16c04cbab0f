import { type SpawnOptions, spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** How a program ended, and what it printed. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a script with this Node, without a shell. Never blocks: servers of the test go on answering. */
export function runNode(
  script: string,
  args: readonly string[] = [],
  options: SpawnOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      ...options,
      env: { ...cleanEnvironment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** As {@link runNode}; throws where the program does not end well, with all that it printed. */
export async function mustRun(
  script: string,
  args: readonly string[] = [],
  options: SpawnOptions = {},
): Promise<string> {
  const { status, stdout, stderr } = await runNode(script, args, options)
  if (status === 0) return stdout
  throw new Error(`${[script, ...args].join(' ')} ended with ${status}\n${stdout}\n${stderr}`)
}

/** Runs npm in a folder and returns what it printed. */
export function npm(folder: string, args: readonly string[]): Promise<string> {
  return mustRun(npmScript('npm-cli.js'), args, { cwd: folder })
}

/** Runs npx in a folder; whatever is not installed there already is an error. */
export function npx(folder: string, args: readonly string[]): Promise<Ended> {
  return runNode(npmScript('npx-cli.js'), ['--no', '--', ...args], { cwd: folder })
}

/** npm's own script: on Windows its command is a shell's, which takes no plain arguments. */
function npmScript(name: 'npm-cli.js' | 'npx-cli.js'): string {
  const beside = process.env.npm_execpath
  const folders = [
    ...(beside === undefined ? [] : [dirname(beside)]),
    join(dirname(process.execPath), 'node_modules/npm/bin'),
    join(dirname(process.execPath), '../lib/node_modules/npm/bin'),
    ...(process.env.PATH ?? '')
      .split(delimiter)
      .map((folder) => join(folder, 'npm'))
      .filter((file) => existsSync(file))
      .map((file) => dirname(realpathSync(file))),
  ]
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
  if (found === undefined) throw new Error(`no ${name} found; run the tests with npm`)
  return found
}

/** The environment without what npm, Vitest or a proxy of this machine's user put there. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ours =
    /^(?:npm_(?:package|lifecycle)_.*|npm_command|vitest.*|vite_.*|test|node_env|node_options|init_cwd)$/i
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
  return Object.fromEntries(kept)
}
