/** A place in a queue. */
interface Place {
  /** Settles when it is this one's turn. */
  readonly turn: Promise<void>
  /** Gives the place back, whether its turn has come or not. Does nothing the second time. */
  leave(): void
}

/** Lets so many run at once; more wait, first come first served (spec 6). */
export interface Queue {
  enter(): Place
}

/** Makes a {@link Queue}. */
export function createQueue(most: number): Queue {
  let running = 0
  const waiting = new Set<() => void>()

  function enter(): Place {
    let left = false
    let runs = running < most
    const done = () => {
      if (left) return
      left = true
      if (!runs) {
        waiting.delete(start)
        return
      }
      const [next] = waiting
      if (next === undefined) {
        running -= 1
      } else {
        waiting.delete(next)
        next()
      }
    }
    let start = () => {}
    if (runs) {
      running += 1
      return { turn: Promise.resolve(), leave: done }
    }
    const turn = new Promise<void>((resolve) => {
      start = () => {
        runs = true
        resolve()
      }
    })
    waiting.add(start)
    return { turn, leave: done }
  }

  return { enter }
}
