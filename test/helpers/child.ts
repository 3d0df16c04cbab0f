import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** How a child process ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly lines: string[]
  readonly errors: string
}

/** The library as one file that a plain Node process can import. */
export async function bundleLibrary(): Promise<{ file: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-bundle-'))
  const bundle = await rolldown({
    input: fileURLToPath(new URL('../../src/index.ts', import.meta.url)),
    external: isBuiltin,
    platform: 'node',
    logLevel: 'silent',
  })
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: 'library.mjs' })
  await bundle.close()
  return {
    file: join(folder, 'library.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/**
 * Runs a script beside a bundled library (`import { createHost } from './library.mjs'`) until it
 * ends by itself; one that does not is killed, and its signal tells. `by` is a command that runs it.
 */
export function runScript(
  library: string,
  script: string,
  limit = 10_000,
  by: readonly string[] = [],
): Promise<Ended> {
  const file = join(library, '..', `script-${Math.random().toString(36).slice(2)}.mjs`)
  writeFileSync(file, script)
  const [command = '', ...parameters] = [...by, process.execPath, file]
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), limit)
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, lines: output.split('\n').filter((line) => line !== ''), errors })
    })
  })
}
