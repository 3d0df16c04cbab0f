// The processes of the bench: started here, so that none is left behind.
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/** Seconds of a clock that all processes share. */
export const now = () => Number(process.hrtime.bigint()) / 1e9

/** Ends all that runs. */
export function killAll() {
  for (const child of running) child.kill('SIGKILL')
}

/** Milliseconds after which a client is taken for stuck; a turn takes a minute where it is slow. */
const longestTurn = 15 * 60_000

/** No proxy, and nothing of the caller's that would change what a client does. */
function environment() {
  const changes = /^(?:(?:https?|all|no)_proxy|node_options|tt_anywhere_.*)$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !changes.test(name)))
}

function keep(child) {
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

/**
 * Starts a program; the result is its output, once it has ended well.
 * @param {string[]} words the command and what follows it
 */
export function start([command, ...words]) {
  const options = { env: environment(), stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true }
  const child = keep(spawn(command, words, options))
  let output = ''
  let complaint = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output = (output + text).slice(-10_000)
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-10_000)
  })
  const ended = new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('it is stuck'))
      child.kill('SIGKILL')
    }, longestTurn)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) return resolve(output)
      reject(new Error(`it ended with ${code ?? signal}: ${shorten(complaint) || 'no word'}`))
    })
  })
  // Who waits for something else first must not be told of an unhandled rejection.
  ended.catch(() => {})
  return { child, ended }
}

/** Of a stack that was printed, the line that says what happened. */
function shorten(complaint) {
  const lines = complaint.trim().split('\n')
  return (lines.find((line) => /^\S*Error\b/.test(line)) ?? lines[0]).slice(0, 300)
}

/**
 * A process of this folder that answers messages, such as the sink.
 * @param {string} file
 * @param {string[]} [by] what to put before the command
 * @param {string[]} [words]
 */
export function startServer(file, by = [], words = []) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const [execPath, ...execArgv] = [...by, process.execPath]
  const child = keep(fork(path, words, { env: environment(), execPath, execArgv }))
  const gone = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${file} ended with ${code ?? signal}`)
  })
  gone.catch(() => {})
  /** The next message; what has come meanwhile is not kept. */
  const message = async () => (await Promise.race([once(child, 'message'), gone]))[0]
  return {
    message,
    send: (value) => child.send(value),
    /** @param {unknown} value */
    ask(value) {
      const answer = message()
      child.send(value)
      return answer
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
