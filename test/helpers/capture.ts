/** Captures packets with tcpdump, where this is root on a machine that has it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { ensure } from '../../scripts/lib/apt.js'
import { type Packet, readPcap } from './pcap.js'

/** Why there can be no capture here; undefined where there can. In CI on Linux as root there must be. */
export const captureMissing: string | undefined = findMissing()

/** A capture that runs. */
export interface Capture {
  /** Waits until the packets so far fulfil something, and gives them. */
  until(enough: (packets: Packet[]) => boolean): Promise<Packet[]>
  /** Ends it; throws where packets were lost. */
  stop(): Promise<void>
}

const patience = 10_000

/**
 * Starts to capture TCP of some ports; `by` is a command that runs it elsewhere. It ends with the
 * test.
 */
export async function startCapture(
  device: string,
  ports: readonly number[],
  by: readonly string[] = [],
): Promise<Capture> {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-capture-'))
  const file = join(folder, 'packets.pcap')
  const [command = '', ...parameters] = [
    ...by,
    ...['tcpdump', '-i', device, '-w', file, '-U', '--immediate-mode', '-B', '65536', '-s', '160'],
    ...['--time-stamp-precision=nano', '-Z', 'root'],
    ports.map((port) => `tcp port ${port}`).join(' or '),
  ]
  const child = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  while (!said.includes('listening on')) {
    await Promise.race([once(child.stderr, 'data'), ended])
    if (child.exitCode !== null) throw new Error(`tcpdump ended: ${said}`)
  }
  return {
    async until(enough) {
      for (const deadline = Date.now() + patience; ; await wait(20)) {
        const packets = readPcap(readFileSync(file))
        if (enough(packets)) return packets
        if (Date.now() > deadline) {
          throw new Error(`the capture has not all of it: ${packets.length} packets`)
        }
      }
    },
    async stop() {
      child.kill('SIGINT')
      await ended
      if (!/^0 packets dropped by kernel/m.test(said)) throw new Error(`packets were lost: ${said}`)
    },
  }
}

function findMissing(): string | undefined {
  if (process.platform !== 'linux') return 'packets are captured on Linux alone'
  if (process.getuid?.() !== 0) return 'only root captures packets'
  const reason = ensure([{ command: 'tcpdump', package: 'tcpdump' }]).missing[0]?.reason
  if (reason !== undefined && process.env.CI === 'true') throw new Error(`no tcpdump: ${reason}`)
  return reason
}
