/** What ends a command from outside, and the exit code that says so (128 and the signal's number). */
export const signalCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** A signal that ends a command. */
export type Signal = keyof typeof signalCodes

/**
 * Takes the signals: the first one calls the first step, the next one the next. One more than there
 * are steps ends the process. Returns a function that takes the listeners away.
 */
export function onSignals(...steps: ((signal: Signal) => void)[]): () => void {
  let next = 0
  const listener = (signal: Signal) => {
    const step = steps[next]
    next += 1
    if (step === undefined) process.exit(signalCodes[signal])
    step(signal)
  }
  const names = Object.keys(signalCodes) as Signal[]
  for (const name of names) process.on(name, listener)
  return () => {
    for (const name of names) process.off(name, listener)
  }
}
