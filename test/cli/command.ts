import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'

const command = fileURLToPath(new URL('../../dist/esm/cli.js', import.meta.url))

/** The photo that ships. */
export const photo = fileURLToPath(new URL('../../examples/photo.jpg', import.meta.url))

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess
  /** What it has printed so far. */
  readonly printed: { stdout: string; stderr: string }
  /** Waits until what it has printed on a stream matches. */
  prints(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray>
  readonly ended: Promise<Ended>
}

/** Starts the built command; it does not outlive the test. Its streams may be an open file. */
export function start(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  output: 'pipe' | number = 'pipe',
  errors: 'pipe' | number = 'pipe',
): Running {
  // One that is killed can't clean up after itself.
  const temporary = mkdtempSync(join(tmpdir(), 'tt-anywhere-test-'))
  const child = spawn(process.execPath, [command, ...words], {
    env: { ...cleanEnvironment(), ...temporaryIn(temporary), ...environment },
    stdio: ['ignore', output, errors],
  })
  const closed = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await closed
    rmSync(temporary, { recursive: true, force: true })
  })
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text
    })
  }
  const ended = closed.then(([code]) => ({ code, ...printed }) as Ended)
  return {
    child,
    printed,
    ended,
    async prints(stream, pattern) {
      for (;;) {
        const found = pattern.exec(printed[stream])
        if (found !== null) return found
        await Promise.race([
          once(child[stream] ?? expect.fail(`no ${stream}`), 'data'),
          ended.then((end) => {
            throw new Error(`ended without ${pattern}: ${JSON.stringify(end)}`)
          }),
        ])
      }
    },
  }
}

/** Runs the built command to its end. */
export function run(words: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ended> {
  return start(words, environment).ended
}

/** What the shell has set of proxies and colours has no part in a test. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(?:https?_proxy|all_proxy|no_proxy|no_color|force_color)$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Where the command puts what is temporary, for a test that looks there. */
export function temporaryIn(folder: string): NodeJS.ProcessEnv {
  return process.platform === 'win32' ? { TEMP: folder, TMP: folder } : { TMPDIR: folder }
}
