/**
 * Leaves the HAR of what a host did in the folder that the environment names: for a test that failed
 * where nobody could look.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../host.js'

let count = 0

/** Writes the HAR when the host closes, or the process ends before that. */
export function leaveHar(host: Host, folder: string): void {
  count += 1
  const file = join(folder, `tt-anywhere-${process.pid}-${count}.har`)
  const write = () => {
    process.off('exit', write)
    try {
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, `${JSON.stringify(host.har(), undefined, 2)}\n`)
    } catch (error) {
      // It must not turn a test that passed into one that failed.
      console.warn(`tt-anywhere: TT_ANYWHERE_HAR: ${(error as Error).message}`)
    }
  }
  process.on('exit', write)
  const { close } = host
  let closing: Promise<void> | undefined
  Object.assign(host, {
    // What is aborted then is part of the story.
    close() {
      closing ??= close().finally(write)
      return closing
    },
  } satisfies Partial<Host>)
}
