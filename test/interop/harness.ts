// Starts programs that receive uploads, and ends them without a trace.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Program {
  name: string
  command: string
  parameters: string[]
  environment?: NodeJS.ProcessEnv
}

export interface RunningServer {
  url: string
  /** Resolves once the process is gone. */
  stop(): Promise<void>
}

/** What a receiver says when it takes connections; PHP's server has words of its own. */
const LISTENING = /listening (\d+)|Development Server \(http:\/\/127\.0\.0\.1:(\d+)\) started/

/** How long a server may take to start, and to end, in milliseconds. */
const START_LIMIT = 30_000
const END_LIMIT = 5_000

/** Starts a server on a port that the system picks, and waits until it listens. */
export async function startServer(program: Program): Promise<RunningServer> {
  const child = spawn(program.command, program.parameters, {
    env: { ...process.env, ...program.environment },
    // Standard input stays open: a server goes when it closes, be it by end() or
    // because this process died.
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  try {
    const port = await waitForPort(program.name, child)
    return { url: `http://127.0.0.1:${port}/`, stop: () => end(child) }
  } catch (error) {
    await end(child)
    throw error
  }
}

function waitForPort(name: string, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const giveUp = (why: string) => {
      clearTimeout(timer)
      reject(new Error(`${name} ${why}. It printed:\n${output}`))
    }
    const timer = setTimeout(() => giveUp('did not start in time'), START_LIMIT)
    // Read on after the port is known, or a full pipe would stop the server.
    const read = (chunk: Buffer) => {
      output = (output + chunk).slice(-10_000)
      const match = LISTENING.exec(output)
      const port = match?.[1] ?? match?.[2]
      if (port === undefined) return
      clearTimeout(timer)
      resolve(port)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.on('error', (error) => giveUp(`did not start: ${error.message}`))
    child.on('exit', (code, signal) => giveUp(`ended with ${signal ?? code}`))
  })
}

async function end(child: ChildProcess): Promise<void> {
  const gone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null
  if (gone()) return
  const exit = once(child, 'exit')
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT)
  await exit
  clearTimeout(timer)
}
