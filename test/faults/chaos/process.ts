/** What the processes beside the client share: they talk to their parent, and end with it. */
import type { Problem } from './messages.js'

/** Tells the parent what must never be. */
export function reportProblems(tell: (problem: Problem) => void): void {
  // Node opens it with the first socket that closes: that is no leak.
  void process.stderr
  const report = (kind: string) => (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    tell({ type: 'problem', text: `${kind}: ${text}` })
  }
  process.on('uncaughtException', report('uncaught exception'))
  process.on('unhandledRejection', report('unhandled rejection'))
  process.on('warning', report('warning'))
}

/** Speaks with the parent: the returned function says something to it. */
export function serveParent<Asked, Said>(
  name: string,
  answer: (asked: Asked) => void,
): (said: Said | Problem) => void {
  const say = (said: Said | Problem) => {
    if (process.connected) process.send?.(said)
  }
  // Ctrl-C goes to all of them: the parent says when.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  process.on('disconnect', () => process.exit())
  process.on('message', (message) => answer(message as Asked))
  reportProblems(({ text }) => say({ type: 'problem', text: `${name}: ${text}` }))
  return say
}
