import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { ensure, which } from '../../scripts/lib/apt.js'
import type { Identity } from './certificates.js'
import { unusedPort } from './server.js'

/** Proxies that this project did not write, by the name of their command, and their package. */
const packages = { tinyproxy: 'tinyproxy', squid: 'squid', microsocks: 'microsocks' } as const

type Command = keyof typeof packages

// CI must have them; on a desk what is missing is told and skipped.
const needed = process.env.CI === 'true' && process.platform === 'linux' && process.getuid?.() === 0
if (needed) {
  ensure(Object.entries(packages).map(([command, name]) => ({ command, package: name })))
}

/** Where a command is, if at all. Debian keeps squid where only root looks. */
function find(command: Command): string | undefined {
  const hidden = join('/usr/sbin', command)
  return which(command) ?? (existsSync(hidden) ? hidden : undefined)
}

/** Whether the tests of a proxy must be skipped; says so. Never in CI as root on Linux. */
export function missing(command: Command): boolean {
  if (find(command) !== undefined) return false
  if (needed) throw new Error(`CI must have ${command}`)
  console.warn(`Skipped: the tests with ${command}, which is not on this machine.`)
  return true
}

/** A proxy on loopback. */
export interface ForeignProxy {
  readonly port: number
  /** Such as `127.0.0.1:1234`. */
  readonly address: string
  /** All that it has said, and written to its log. */
  log(): string
  /** Stops it now. */
  stop(): Promise<void>
}

const running = new Map<ChildProcess, () => Promise<void>>()
afterAll(async () => {
  for (const stop of running.values()) await stop()
})
// A test process that is cut short leaves none behind either.
process.once('exit', () => {
  for (const child of running.keys()) child.kill('SIGKILL')
})

interface Launch {
  readonly port: number
  readonly folder: string
  readonly arguments: readonly string[]
}

/** Starts a proxy that ends with the test file. */
async function launch(command: Command, { port, folder, ...more }: Launch): Promise<ForeignProxy> {
  const program = find(command) ?? command
  const child = spawn(program, more.arguments, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const stop = async () => {
    running.delete(child)
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  }
  running.set(child, stop)
  await accepting(port, child, () => said)
  return { port, address: `127.0.0.1:${port}`, log: () => said, stop }
}

/** Waits until a port takes connections. */
async function accepting(port: number, child: ChildProcess, said: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the proxy ended with ${child.exitCode}: ${said()}`)
    }
    const socket = connect(port, '127.0.0.1')
    const connected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => setTimeout(resolve, 10, false))
    })
    socket.destroy()
    if (connected) return
  }
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'tt-anywhere-proxy-'))

/** An http proxy; `more` are lines of its configuration. */
export async function startTinyproxy(more: readonly string[] = []): Promise<ForeignProxy> {
  const folder = newFolder()
  const port = await unusedPort()
  const file = join(folder, 'tinyproxy.conf')
  const lines = ['Listen 127.0.0.1', `Port ${port}`, 'Timeout 60', 'LogLevel Info', ...more]
  writeFileSync(file, `${lines.join('\n')}\n`)
  return launch('tinyproxy', { port, folder, arguments: ['-d', '-c', file] })
}

/** An http proxy that resolves `names` to loopback; an https one where it is given a certificate. */
export async function startSquid(
  names: readonly string[],
  identity?: Identity,
): Promise<ForeignProxy> {
  const folder = newFolder()
  // As root it works under another user.
  chmodSync(folder, 0o777)
  const port = await unusedPort()
  const path = (name: string) => join(folder, name)
  writeFileSync(path('hosts'), names.map((name) => `127.0.0.1 ${name}\n`).join(''))
  if (identity !== undefined) writeFileSync(path('server.pem'), identity.cert + identity.key)
  const lines = [
    identity === undefined
      ? `http_port 127.0.0.1:${port}`
      : `https_port 127.0.0.1:${port} tls-cert=${path('server.pem')}`,
    `hosts_file ${path('hosts')}`,
    'http_access allow all',
    'cache deny all',
    'pid_filename none',
    'cache_log /dev/null',
    'dns_nameservers 127.0.0.1',
    `coredump_dir ${folder}`,
    `access_log stdio:${path('access.log')}`,
    'buffered_logs off',
    'netdb_filename none',
    'pinger_enable off',
    'shutdown_lifetime 0 seconds',
    'visible_hostname loopback',
  ]
  writeFileSync(path('squid.conf'), `${lines.join('\n')}\n`)
  const options = ['-N', '-d', '1', '-f', path('squid.conf')]
  const proxy = await launch('squid', { port, folder, arguments: options })
  return { ...proxy, log: () => readFileSync(path('access.log'), 'utf8') }
}

/** A SOCKS 5 proxy; `more` are its options. */
export async function startMicrosocks(more: readonly string[] = []): Promise<ForeignProxy> {
  const port = await unusedPort()
  const folder = newFolder()
  return launch('microsocks', {
    port,
    folder,
    arguments: ['-i', '127.0.0.1', '-p', String(port), ...more],
  })
}
