/** Ends a process whose event loop an input has stopped: nothing in it could tell any more. */
import { Worker } from 'node:worker_threads'

/** Milliseconds without a turn of the event loop; no input takes a hundredth of it. */
const patience = 60_000

const program = `
const { writeSync } = require('node:fs')
const { workerData: { beats, patience } } = require('node:worker_threads')
const decoder = new TextDecoder()
let last = -1
let since = Date.now()
setInterval(() => {
  const now = Atomics.load(beats.count, 0)
  if (now !== last) { last = now; since = Date.now(); return }
  if (Date.now() - since < patience) return
  const text = decoder.decode(beats.text.slice(0, Atomics.load(beats.count, 1)))
  writeSync(2, '\\nHANGS: an input stops the event loop.\\n' + text + '\\n')
  process.kill(process.pid, 'SIGKILL')
}, 1_000)
`

/** Watches this process. */
export interface Watchdog {
  /** What is said where it has to end the process. */
  say(text: string): void
  close(): Promise<void>
}

/** Starts to watch. */
export function startWatchdog(): Watchdog {
  const count = new Int32Array(new SharedArrayBuffer(8))
  const text = new Uint8Array(new SharedArrayBuffer(1_024))
  const workerData = { beats: { count, text }, patience }
  const worker = new Worker(program, { eval: true, workerData })
  worker.unref()
  const timer = setInterval(() => Atomics.add(count, 0, 1), 500)
  timer.unref()
  return {
    say(said) {
      const { written } = new TextEncoder().encodeInto(said, text)
      Atomics.store(count, 1, written)
    },
    async close() {
      clearInterval(timer)
      await worker.terminate()
    },
  }
}
