import { createGroup } from './group.js'

/** A place in a queue. */
interface Place {
  /** Settles when it is this one's turn; undefined where that is now. */
  readonly turn: Promise<void> | undefined
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
  const waiting = createGroup<() => void>()

  /** Once, for a place that was had: it goes to the next one. */
  function createLeave() {
    let left = false
    return () => {
      if (left) return
      left = true
      const next = waiting.take()
      if (next === undefined) running -= 1
      else next()
    }
  }

  function enter(): Place {
    if (running < most) {
      running += 1
      return { turn: undefined, leave: createLeave() }
    }
    let leave = () => {}
    const turn = new Promise<void>((resolve) => {
      leave = waiting.add(() => {
        leave = createLeave()
        resolve()
      })
    })
    return { turn, leave: () => leave() }
  }

  return { enter }
}
