/**
 * Network namespaces: machines of their own inside this one, with the interfaces that a test gives
 * them and no other. Nothing that is done in them touches the machine's own network.
 */
import { spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { ensure } from '../../scripts/lib/apt.js'

const prefix = 'tt-anywhere-'
let count = 0

/** Why there can be none here; undefined where there can. In CI on Linux as root there must be. */
export const namespacesMissing: string | undefined = findMissing()

/** A namespace; it is gone when its test has ended. */
export interface Namespace {
  /** What to put before a command to run it inside. */
  readonly by: readonly string[]
  /** Runs `ip` on it, such as `ip('link', 'set', 'lo', 'up')`. Throws where that fails. */
  ip(...parameters: string[]): void
}

/** Makes a namespace with nothing but loopback, which is up. */
export function createNamespace(): Namespace {
  const name = `${prefix}${process.pid}-${count++}`
  ip('netns', 'add', name)
  onTestFinished(() => ip('netns', 'delete', name))
  const namespace: Namespace = {
    by: ['ip', 'netns', 'exec', name],
    ip: (...parameters) => ip('-netns', name, ...parameters),
  }
  namespace.ip('link', 'set', 'lo', 'up')
  return namespace
}

/** The addresses of two namespaces that a cable joins; the interface is `cable` in both. */
export const cable = {
  here: ['10.77.0.1', 'fd77::1', 'fe80::1'],
  there: ['10.77.0.2', 'fd77::2', 'fe80::2'],
} as const

/** Makes two namespaces and joins them. */
export function createPair(): { here: Namespace; there: Namespace } {
  const here = createNamespace()
  const there = createNamespace()
  here.ip('link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', nameOf(there))
  for (const [side, namespace] of [
    ['here', here],
    ['there', there],
  ] as const) {
    for (const address of cable[side]) {
      const ipv6 = address.includes(':')
      // nodad: the address can be used at once.
      const options = ipv6
        ? [`${address}/64`, 'dev', 'cable', 'nodad']
        : [`${address}/24`, 'dev', 'cable']
      namespace.ip('address', 'add', ...options)
    }
    namespace.ip('link', 'set', 'cable', 'up')
  }
  waitUntilUp(here)
  waitUntilUp(there)
  return { here, there }
}

/** Waits for a cable to be found plugged in: the system tells it a little after the command. */
export function waitUntilUp({ by }: Namespace): void {
  const deadline = Date.now() + 5_000
  while (Date.now() < deadline) {
    const { stdout } = spawnSync('ip', ['-netns', by[3] ?? '', 'link', 'show', 'cable'], {
      encoding: 'utf8',
    })
    if (stdout.includes(' state UP ')) return
  }
  throw new Error('the cable is not up')
}

function nameOf({ by }: Namespace): string {
  return by[3] ?? ''
}

function ip(...parameters: string[]): void {
  const { status, stderr, error } = spawnSync('ip', parameters, { encoding: 'utf8' })
  if (status !== 0) throw error ?? new Error(`ip ${parameters.join(' ')}: ${stderr}`)
}

function findMissing(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has network namespaces'
  if (process.getuid?.() !== 0) return 'only root makes network namespaces'
  const reason = ensure([{ command: 'ip', package: 'iproute2' }]).missing[0]?.reason ?? tryOut()
  if (reason !== undefined && process.env.CI === 'true') {
    throw new Error(`no network namespaces: ${reason}`)
  }
  return reason
}

function tryOut(): string | undefined {
  try {
    removeForgotten()
    ip('netns', 'add', `${prefix}${process.pid}`)
    ip('netns', 'delete', `${prefix}${process.pid}`)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** What a run that was killed has left behind. */
function removeForgotten(): void {
  const { stdout } = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' })
  for (const [name, pid] of stdout.matchAll(new RegExp(`^${prefix}(\\d+)\\S*`, 'gm'))) {
    try {
      process.kill(Number(pid), 0)
    } catch {
      spawnSync('ip', ['netns', 'delete', name])
    }
  }
}
