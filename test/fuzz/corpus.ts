/** The inputs that are kept: bytes in files whose names tell what came of them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** From the folder of the checkout, where both npm and Vitest run. */
const root = join('test', 'fuzz', 'corpus')
/** Larger ones are not kept. */
const most = 8 * 1024

/** A file of the corpus. */
export interface Kept {
  readonly outcome: string
  readonly bytes: Buffer
}

/** All of a folder. */
export function readCorpus(folder: string): Kept[] {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path)
    .sort()
    .map((name) => ({
      outcome: name.replace(/\.bin$/, ''),
      bytes: readFileSync(join(path, name)),
    }))
}

/** Keeps bytes whose outcome is new, or larger in what is kept. */
export function keepInCorpus(folder: string, outcome: string, bytes: Buffer): void {
  if (bytes.length > most) return
  const path = join(root, folder, `${outcome}.bin`)
  if (existsSync(path) && statSync(path).size <= bytes.length) return
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(path, bytes)
}
