import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import type { ExchangeRecord, HostOptions, UploadFileError } from 'tt-anywhere'
import { afterAll, beforeAll, onTestFinished } from 'vitest'

/** The host's options, and what its names resolve to; without `addresses` the system is asked. */
export type ClientOptions = Omit<HostOptions, 'lookup' | 'onError'> & {
  addresses?: Record<string, string[]>
  /** Milliseconds that the process is busy for, each time it has begun to connect to a name. */
  busy?: number
}

/** What a client can be told to do. */
export type Command =
  | { do: 'add'; bytes: number }
  | { do: 'addPath'; path: string }
  | { do: 'upload'; url: string; filePath: string; timeout?: number }
  | { do: 'serve'; address: string; behaviour: 'answer' | 'half' | 'silent' | 'stalled' }
  /** Opens files until the system refuses, then closes so many. */
  | { do: 'exhaust'; leave: number }
  | { do: 'release' }
  | { do: 'looks' }
  | { do: 'records' }

/** Something that a client was told to do and that goes on. */
interface Running {
  /** The next event of this name; also one that was told already and that nobody waited for. */
  next(event: string): Promise<unknown>
}

/** How an upload ended. */
interface Outcome {
  success?: { statusCode: number; data: string }
  fail?: UploadFileError
}

/** An upload of a client. */
export interface ClientUpload extends Running {
  readonly outcome: Promise<Outcome>
}

/** A process of its own with a host in it. */
export interface Client {
  addFile(bytes: number): Promise<string>
  addPath(path: string): Promise<string>
  upload(options: { url: string; filePath: string; timeout?: number }): ClientUpload
  /** Starts a server there. */
  serve(
    behaviour: (Command & { do: 'serve' })['behaviour'],
    address?: string,
  ): Promise<Running & { port: number }>
  /** Runs out of file descriptors but for so many; the error that told so. */
  exhaust(leave: number): Promise<unknown>
  release(): Promise<unknown>
  /** How often it has looked at the machine's addresses. */
  looks(): Promise<unknown>
  /** What its host recorded. */
  records(): Promise<ExchangeRecord[]>
}

/** How a client's process is started. */
export interface StartOptions {
  host?: ClientOptions
  /** What to run it by, such as `ip netns exec NAME`. */
  by?: readonly string[]
  env?: NodeJS.ProcessEnv
  uid?: number
  /** The folder of the bundle, if it is another than the one of this file. */
  folder?: string
}

/** What to run a client by, that it may open few files; not on Windows. */
export const fewDescriptors = ['/bin/sh', '-c', 'ulimit -n 128 && exec "$0" "$@"'] as const

/** Bundles the client for the tests of a file; call it at the file's top. */
export function useClients() {
  let folder = ''
  let temporary = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-client-'))
    // A client that is killed can't tidy up: what it leaves goes with the bundle.
    temporary = join(folder, 'temporary')
    const bundle = await rolldown({
      input: fileURLToPath(new URL('./clientMain.ts', import.meta.url)),
      platform: 'node',
      logLevel: 'silent',
    })
    await bundle.write({
      dir: folder,
      format: 'esm',
      entryFileNames: 'client.mjs',
      chunkFileNames: '[name]-[hash].mjs',
    })
    await bundle.close()
    // Another user must be able to run it, and to keep its files here.
    await chmod(folder, 0o755)
    await mkdir(temporary)
    await chmod(temporary, 0o777)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return {
    /** Where the bundle lies, once the tests run. */
    folder: () => folder,
    start(options: StartOptions = {}) {
      const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary, ...options.env }
      return startClient({ folder, ...options, env })
    },
  }
}

function startClient({ host = {}, by = [], env, uid, folder = '' }: StartOptions): Client {
  const [command = '', ...parameters] = [
    ...by,
    process.execPath,
    join(folder, 'client.mjs'),
    JSON.stringify(host),
  ]
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(command, parameters, {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: folder,
    env: { ...process.env, ...env },
    ...(uid !== undefined && { uid }),
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })

  const runs = new Map<number, Events>()
  let count = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, event, value }: { id: number; event: string; value: unknown } = JSON.parse(line)
    runs.get(id)?.tell(event, value)
  })
  ended.then(() => {
    for (const events of runs.values()) events.tell('broken', `the client ended: ${child.exitCode}`)
  })

  function tell(order: Command): Running {
    const id = count++
    const events = createEvents()
    runs.set(id, events)
    child.stdin.write(`${JSON.stringify({ id, ...order })}\n`)
    return events
  }
  const ask = (order: Command) => tell(order).next('done')

  return {
    addFile: async (bytes) => (await ask({ do: 'add', bytes })) as string,
    addPath: async (path) => (await ask({ do: 'addPath', path })) as string,
    upload(options) {
      const running = tell({ do: 'upload', ...options })
      const outcome = Promise.race([
        running.next('success').then((success) => ({ success }) as Outcome),
        running.next('fail').then((fail) => ({ fail }) as Outcome),
      ])
      return { ...running, outcome }
    },
    async serve(behaviour, address = '0.0.0.0') {
      const running = tell({ do: 'serve', address, behaviour })
      return { ...running, port: (await running.next('done')) as number }
    },
    exhaust: (leave) => ask({ do: 'exhaust', leave }),
    release: () => ask({ do: 'release' }),
    looks: () => ask({ do: 'looks' }),
    records: async () => (await ask({ do: 'records' })) as ExchangeRecord[],
  }
}

interface Events extends Running {
  tell(event: string, value: unknown): void
}

function createEvents(): Events {
  const told = new Map<string, unknown[]>()
  const waiting: { event: string; resolve(value: unknown): void; reject(error: Error): void }[] = []
  let broken: Error | undefined
  return {
    tell(event, value) {
      if (event === 'broken') {
        broken = new Error(String(value))
        for (const { reject } of waiting.splice(0)) reject(broken)
        return
      }
      const index = waiting.findIndex((one) => one.event === event)
      if (index >= 0) waiting.splice(index, 1)[0]?.resolve(value)
      else told.set(event, [...(told.get(event) ?? []), value])
    },
    next(event) {
      const values = told.get(event) ?? []
      if (values.length > 0) return Promise.resolve(values.shift())
      if (broken !== undefined) return Promise.reject(broken)
      return new Promise((resolve, reject) => waiting.push({ event, resolve, reject }))
    },
  }
}
