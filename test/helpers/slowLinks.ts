/** Links between namespaces that are slow for real: packets that take a while, or that queue. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { ensure } from '../../scripts/lib/apt.js'
import { createNamespace, createPair, type Namespace, namespacesMissing } from './namespaces.js'

/** Two namespaces, and where the second is found from the first. */
export interface Link {
  readonly here: Namespace
  readonly there: Namespace
  readonly address: string
  /** The interface of both. */
  readonly device: string
}

/** Why there can be no such links here; undefined where there can. */
export const slowLinksMissing: string | undefined = findMissing()

/** A link whose round trip takes so many milliseconds, and which loses one packet of so many. */
export async function createFarPair(roundTrip: number, lose = 0): Promise<Link> {
  const [here, there] = [createNamespace(), createNamespace()]
  const program = fileURLToPath(new URL('./delayLink.py', import.meta.url))
  const [command = '', ...by] = here.by
  const parameters = [...by, 'python3', program, 'far', 'away', `${roundTrip / 2}`, `${lose}`]
  const hop = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(hop, 'exit')
  onTestFinished(async () => {
    hop.stdin.end()
    await ended
  })
  await Promise.race([
    once(hop.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('the delaying hop has ended'))),
  ])
  here.ip('link', 'set', 'away', 'netns', there.by[3] ?? '')
  there.ip('link', 'set', 'away', 'name', 'far')
  for (const [namespace, address] of [
    [here, '10.78.0.1/24'],
    [there, '10.78.0.2/24'],
  ] as const) {
    namespace.ip('address', 'add', address, 'dev', 'far')
    namespace.ip('link', 'set', 'far', 'up')
  }
  return { here, there, address: '10.78.0.2', device: 'far' }
}

/** A cable between two namespaces. */
export function createCable(): Link {
  return { ...createPair(), address: '10.77.0.2', device: 'cable' }
}

/** Lets so many kbit a second come from there to here. */
export function slowDown({ there, device }: Link, kbps: number): void {
  const queue = ['rate', `${kbps}kbit`, 'burst', '3000', 'limit', '12000']
  const [command = '', ...by] = there.by
  const parameters = [...by, 'tc', 'qdisc', 'add', 'dev', device, 'root', 'tbf', ...queue]
  const { status, stderr } = spawnSync(command, parameters, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tc: ${stderr}`)
}

function findMissing(): string | undefined {
  if (namespacesMissing !== undefined) return namespacesMissing
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun'
  return ensure([{ command: 'python3', package: 'python3' }]).missing[0]?.reason
}
