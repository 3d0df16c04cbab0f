// Starts every server once for the whole run, and ends them after it.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { which } from '../../scripts/lib/apt.js'
import { type Program, type RunningServer, startServer } from './harness.js'
import type { ServerName } from './servers.js'

export interface ServerState {
  /** Where it listens; absent where it could not run. */
  url?: string
  /** Why it could not run. */
  missing?: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    servers: Record<ServerName, ServerState>
  }
}

const source = (name: string) => fileURLToPath(new URL(`./servers/${name}`, import.meta.url))
const run = promisify(execFile)

const onNode = (name: string): Program => ({
  name,
  command: process.execPath,
  parameters: [source(`${name}.js`)],
})

/** How to run each server, given a folder for what it makes; a string says what is missing. */
const programs: Record<ServerName, (folder: string) => Promise<Program | string>> = {
  async php(folder) {
    const command = which('php')
    if (command === undefined) return 'php is not installed'
    const uploads = join(folder, 'php')
    await mkdir(uploads)
    const settings = { post_max_size: '64M', upload_max_filesize: '64M', upload_tmp_dir: uploads }
    const options = Object.entries(settings).flatMap(([key, value]) => ['-d', `${key}=${value}`])
    return {
      name: 'php',
      command: process.execPath,
      parameters: [
        ...[source('leash.js'), command],
        // -n: no php.ini, so that a machine's own settings change nothing.
        ...['-n', ...options, '-S', '127.0.0.1:0', source('php.php')],
      ],
      // It would start workers, which outlive it.
      environment: { PHP_CLI_SERVER_WORKERS: undefined },
    }
  },
  async python() {
    const command = which('python3') ?? which('python')
    if (command === undefined) return 'python3 is not installed'
    return { name: 'python', command, parameters: [source('python.py')] }
  },
  async go(folder) {
    const compiler = which('go')
    if (compiler === undefined) return 'go is not installed'
    const binary = join(folder, process.platform === 'win32' ? 'go.exe' : 'go')
    const environment = {
      GOCACHE: join(folder, 'go-cache'),
      GOPATH: join(folder, 'go-path'),
      // No C compiler and no download: the standard library and this compiler are enough.
      CGO_ENABLED: '0',
      GOPROXY: 'off',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '',
    }
    await run(compiler, ['build', '-o', binary, source('go.go')], {
      env: { ...process.env, ...environment },
    })
    return { name: 'go', command: binary, parameters: [] }
  },
  busboy: async () => onNode('busboy'),
  formidable: async () => onNode('formidable'),
  multiparty: async () => onNode('multiparty'),
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-interop-servers-'))
  const running: RunningServer[] = []
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()))
    await rm(folder, { recursive: true, force: true })
  }
  const start = async (
    name: string,
    prepare: (folder: string) => Promise<Program | string>,
  ): Promise<[string, ServerState]> => {
    const program = await prepare(folder)
    if (typeof program === 'string') return [name, { missing: program }]
    const server = await startServer(program)
    running.push(server)
    return [name, { url: server.url }]
  }
  // Settled, all of them: a server that starts late must be known to stop().
  const results = await Promise.allSettled(
    Object.entries(programs).map(([name, prepare]) => start(name, prepare)),
  )
  const states: [string, ServerState][] = []
  for (const result of results) {
    if (result.status === 'rejected') {
      await stop()
      throw result.reason
    }
    states.push(result.value)
  }
  project.provide('servers', Object.fromEntries(states) as Record<ServerName, ServerState>)
  return stop
}
