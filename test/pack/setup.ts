/**
 * Builds and packs the package once, and installs it as a user would: into an empty project, and into
 * one that has the test runners and compilers which its users have.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { mustRun, npm } from './npm.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))

/** Names of `npm:` make room for two compilers. */
const tools = {
  '@types/node': '^20.19.0',
  jest: '^30.0.0',
  'typescript-5.9': 'npm:typescript@~5.9.0',
  'typescript-6': 'npm:typescript@^6.0.0',
  vitest: '^4.0.0',
}

/** What `npm pack --json` tells of a tarball. */
export interface Packed {
  readonly filename: string
  readonly name: string
  readonly version: string
  /** Bytes of the tarball, and of its files. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

/** What the tests get of all this. */
interface Installed {
  readonly packed: Packed
  readonly tarball: string
  /** The project that has nothing but the package. */
  readonly plainProject: string
  /** The project with test runners and compilers. */
  readonly toolsProject: string
}

declare module 'vitest' {
  export interface ProvidedContext extends Installed {}
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-pack-'))
  // Not at one go: Vitest waits for its workers meanwhile.
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
  try {
    const installed = await install(folder)
    for (const [key, value] of Object.entries(installed)) {
      project.provide(key as keyof Installed, value)
    }
  } catch (error) {
    await remove()
    throw error
  }
  return remove
}

async function install(folder: string): Promise<Installed> {
  await mustRun(join(root, 'scripts/build.js'))
  const answer = await npm(root, [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  ])
  const listed: unknown = JSON.parse(answer)
  // A list of packages; npm 12 makes it an object by name.
  const packed = Object.values(listed as Record<string, Packed>)[0]
  if (packed === undefined) throw new Error(`npm pack told nothing: ${answer}`)
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '')

  const plainProject = join(folder, 'plain project')
  const toolsProject = join(folder, 'tools')
  await makeProject(plainProject, tarball, {})
  await makeProject(toolsProject, tarball, tools)
  return { packed, tarball, plainProject, toolsProject }
}

async function makeProject(folder: string, tarball: string, devDependencies: object) {
  cpSync(fixtures, folder, { recursive: true })
  cpSync(join(root, 'examples/photo.jpg'), join(folder, 'photo.jpg'))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'user', private: true, devDependencies }),
  )
  await npm(folder, ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball])
  if (!existsSync(join(folder, 'node_modules/tt-anywhere/package.json'))) {
    throw new Error(`npm did not install ${tarball}`)
  }
}
