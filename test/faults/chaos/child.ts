/** A process beside the client, as the client sees it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Problem } from './messages.js'

/** Milliseconds that an answer may take, and the end of a process that was let go. */
const patience = 60_000
const lastPatience = 5_000

/** Starts a process of this run, and waits until it is ready. */
export async function startChild<To extends object, From extends { type: string }>(
  program: string,
  options: object,
  temporary: string,
  onProblem: (text: string) => void,
) {
  const child: ChildProcess = fork(program, [JSON.stringify(options)], {
    env: { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
    execArgv: ['--enable-source-maps'],
  })
  const exited = once(child, 'exit')
  let waiting:
    | { type: string; resolve(message: From): void; reject(error: Error): void }
    | undefined
  child.on('message', (message: From | Problem) => {
    if (message.type === 'problem') onProblem((message as Problem).text)
    else if (message.type === waiting?.type) waiting.resolve(message as From)
  })
  child.once('exit', (code, signal) => {
    waiting?.reject(new Error(`${program} ended with ${code ?? signal}`))
  })
  function next<Type extends From['type']>(type: Type) {
    return new Promise<Extract<From, { type: Type }>>((resolve, reject) => {
      waiting = { type, resolve: resolve as (message: From) => void, reject }
      if (child.exitCode !== null) reject(new Error(`${program} has ended`))
    })
  }
  const say = (message: To) => {
    if (child.connected) child.send(message)
  }
  let pauseTimer: NodeJS.Timeout | undefined
  const goOn = () => {
    if (pauseTimer === undefined) return
    clearTimeout(pauseTimer)
    pauseTimer = undefined
    child.kill('SIGCONT')
  }
  // One that is stopped would outlive this process.
  process.on('exit', goOn)
  const ready = await next('ready' as From['type'])
  return {
    ready: ready as Extract<From, { type: 'ready' }>,
    say,
    ask<Type extends From['type']>(message: To, type: Type) {
      const answer = next(type)
      const timer = setTimeout(() => {
        waiting?.reject(new Error(`${program} is not ${type} after ${patience} ms`))
      }, patience)
      say(message)
      return answer.finally(() => clearTimeout(timer))
    },
    /** Stops it for so many milliseconds; not where it is stopped, or the system knows no such thing. */
    pause(milliseconds: number): boolean {
      if (process.platform === 'win32' || pauseTimer !== undefined) return false
      if (!child.kill('SIGSTOP')) return false
      pauseTimer = setTimeout(goOn, milliseconds)
      return true
    },
    /** Lets go of it, and waits for its end. */
    async end() {
      goOn()
      process.off('exit', goOn)
      waiting?.reject(new Error('the run is over'))
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), lastPatience)
      await exited
      clearTimeout(timer)
    },
  }
}
