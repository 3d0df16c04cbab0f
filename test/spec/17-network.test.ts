/**
 * Section 17 of the specification: the network's state. Each machine here is a process of its own: one
 * whose interfaces the test names, or one in a network namespace, which the test can unplug.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { bundleLibrary, runScript } from '../helpers/child.js'
import { failureOf, resultOf } from '../helpers/fileSystem.js'
import { startHost } from '../helpers/host.js'
import {
  createNamespace,
  createPair,
  namespacesMissing,
  waitUntilUp,
} from '../helpers/namespaces.js'

/** Does what stdin tells, a line of JavaScript each, and tells what happens, a line of JSON each. */
const script = `
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { createInterface } from 'node:readline'
import { createHost } from './library.mjs'
const own = os.networkInterfaces
const up = [{ address: '10.0.0.7', internal: false }]
const loopback = [{ address: '127.0.0.1', internal: true }]
let machine
let looks = 0
os.networkInterfaces = () => {
  looks += 1
  if (machine === 'broken') throw new Error('no descriptor left')
  return machine ?? own()
}
syncBuiltinESMExports()
const tell = (name, value) => console.log(JSON.stringify([name, value]))
const host = createHost({ onError: (error) => tell('error', error.message) })
const { tt } = host
const a = (status) => tell('a', status)
const b = (status) => tell('b', status)
const c = () => { throw new Error('from c') }
const type = () => tt.getNetworkType({ success: (result) => tell('type', result) })
createInterface(process.stdin).on('line', (line) => { eval(line); tell('done') })
`

let library: Awaited<ReturnType<typeof bundleLibrary>>

beforeAll(async () => {
  library = await bundleLibrary()
  writeFileSync(join(library.file, '..', 'network.mjs'), script)
})
afterAll(() => library?.remove())

type Event = [name: string, value: unknown]
const off = { isConnected: false, networkType: 'none' }
const on = { isConnected: true, networkType: 'wifi' }

/** A machine that does lines of JavaScript. */
function startMachine(by: readonly string[] = []) {
  const [command = '', ...args] = [...by, process.execPath, join(library.file, '..', 'network.mjs')]
  const child: ChildProcess = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const events: Event[] = []
  const waiting: (() => void)[] = []
  createInterface(child.stdout as NodeJS.ReadableStream).on('line', (line) => {
    events.push(JSON.parse(line))
    for (const look of waiting.splice(0)) look()
  })

  /** The events up to the next one of this name. */
  async function until(name: string): Promise<Event[]> {
    for (;;) {
      const index = events.findIndex(([each]) => each === name)
      if (index >= 0) return events.splice(0, index + 1)
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }

  return {
    until,
    /** What happened until the line was done. */
    async run(line: string): Promise<Event[]> {
      child.stdin?.write(`${line}\n`)
      const happened = await until('done')
      return happened.slice(0, -1)
    },
  }
}

test('[17.1] getNetworkType of this very machine', async () => {
  const internal = Object.values(networkInterfaces()).flat()
  const networkType = internal.some((one) => one?.internal === false) ? 'wifi' : 'none'
  const { tt } = startHost()
  expect(await resultOf(tt.getNetworkType)).toEqual({ errMsg: 'getNetworkType:ok', networkType })
  tt.getNetworkType()
})

test('[17.1] getNetworkType of other machines', async () => {
  const machine = startMachine()
  const typeOf = async (interfaces: string) => {
    await machine.run(`machine = ${interfaces}; type()`)
    return (await machine.until('type')).at(-1)?.[1]
  }
  const result = (networkType: string) => ({ errMsg: 'getNetworkType:ok', networkType })
  expect(await typeOf('{ loopback }')).toEqual(result('none'))
  expect(await typeOf('{ loopback, up }')).toEqual(result('wifi'))
  expect(await typeOf("'broken'")).toEqual(result('unknown'))
})

test('[17.2] the network goes and comes', async () => {
  const machine = startMachine()
  await machine.run('machine = { up }; tt.onNetworkStatusChange(a)')
  await machine.run('machine = { loopback }')
  expect(await machine.until('a')).toEqual([['a', off]])
  await machine.run('machine = { loopback, up }')
  expect(await machine.until('a')).toEqual([['a', on]])
})

test('[17.3] listeners are removed', async () => {
  const machine = startMachine()
  await machine.run('machine = { up }; tt.onNetworkStatusChange(a); tt.onNetworkStatusChange(b)')
  await machine.run('tt.offNetworkStatusChange(a); machine = {}')
  expect(await machine.until('b')).toEqual([['b', off]])
  await machine.run('tt.onNetworkStatusChange(a); tt.offNetworkStatusChange()')
  await machine.run('tt.onNetworkStatusChange(b); machine = { up }')
  expect(await machine.until('b')).toEqual([['b', on]])
})

test('[17.4] listeners that are odd', async () => {
  const machine = startMachine()
  const adds = ['c', 'a', 'a', 'undefined', 'null', '1', 'b'].map(
    (callback) => `tt.onNetworkStatusChange(${callback})`,
  )
  await machine.run(`machine = { up }; ${adds.join(';')}`)
  await machine.run('machine = {}')
  expect(await machine.until('b')).toEqual([
    ['error', 'from c'],
    ['a', off],
    ['b', off],
  ])
})

/** Another host of the process, which tells how often all hosts looked between two looks of its own. */
const counting = `
  globalThis.other = createHost().tt;
  other.onNetworkStatusChange(({ isConnected }) => {
    if (!isConnected) return tell('looks', looks);
    looks = 0;
    machine = {};
  })
`.replaceAll('\n', ' ')

test('[17.5] nobody looks while nobody listens', async () => {
  const machine = startMachine()
  await machine.run('machine = {}')
  expect(await machine.run("tell('looks', looks)")).toEqual([['looks', 0]])
  await machine.run(`tt.onNetworkStatusChange(a); ${counting}`)
  await machine.run('machine = { up }')
  expect((await machine.until('looks')).at(-1)).toEqual(['looks', 2])
  await machine.run('tt.offNetworkStatusChange(a); machine = { up }')
  expect((await machine.until('looks')).at(-1)).toEqual(['looks', 1])
})

test('[17.5] it ends with the host', async () => {
  const machine = startMachine()
  await machine.run(`machine = {}; tt.onNetworkStatusChange(a); ${counting}`)
  await machine.run("host.close().then(() => tell('closed'))")
  await machine.until('closed')
  await machine.run('tt.onNetworkStatusChange(a); machine = { up }')
  expect(await machine.until('looks')).toEqual([['looks', 1]])
  const { tt, close } = startHost()
  await close()
  const failure = await failureOf(tt.getNetworkType, {})
  expect(failure).toEqual({ errMsg: 'getNetworkType:fail host is closed' })
})

test('[17.5] a process that only listens ends by itself', async () => {
  const ended = await runScript(
    library.file,
    "import { createHost } from './library.mjs'\ncreateHost().tt.onNetworkStatusChange(() => {})",
  )
  expect(ended).toEqual({ code: 0, signal: null, lines: [], errors: '' })
})

const because = namespacesMissing === undefined ? '' : ` (skipped: ${namespacesMissing})`
describe.skipIf(namespacesMissing !== undefined)(`a cable that is pulled${because}`, () => {
  test('[17.1] a machine with nothing but loopback', async () => {
    const machine = startMachine(createNamespace().by)
    await machine.run('type()')
    expect((await machine.until('type')).at(-1)?.[1]).toMatchObject({ networkType: 'none' })
  })

  test('[17.2] and plugged in again', async () => {
    const { here } = createPair()
    const machine = startMachine(here.by)
    await machine.run('tt.onNetworkStatusChange(a)')
    here.ip('link', 'set', 'cable', 'down')
    expect(await machine.until('a')).toEqual([['a', off]])
    here.ip('link', 'set', 'cable', 'up')
    waitUntilUp(here)
    expect(await machine.until('a')).toEqual([['a', on]])
  })
})
