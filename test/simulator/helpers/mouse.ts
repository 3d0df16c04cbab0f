/**
 * A mouse with a clock of its own. Speeds are those that a test means: what is let go runs on, and
 * what was held still does not, however long a busy machine takes from one event to the next.
 */
import type { Page } from 'playwright-core'

/** A place, or a way, in px. */
interface Place {
  readonly x: number
  readonly y: number
}

/** One, for one page. */
export interface Mouse {
  /** Presses it at a place, moves it on, holds it still so many milliseconds, and lets go. */
  drag(from: Place, by: Partial<Place>, more?: { steps?: number; held?: number }): Promise<void>
  /** Clicks twice, the second time right after the first. */
  clickTwice(place: Place): Promise<void>
}

/** From one event to the next: a frame, in seconds. */
const frame = 0.016

/** Takes the mouse of a page. */
export async function takeMouse(page: Page): Promise<Mouse> {
  const session = await page.context().newCDPSession(page)
  let clock = 0
  const follow = () => {
    clock = Math.max(clock, Date.now() / 1000)
  }
  const send = (
    type: 'mouseMoved' | 'mousePressed' | 'mouseReleased',
    { x, y }: Place,
    clickCount = 1,
  ) => {
    clock += frame
    const buttons = type === 'mouseReleased' ? 0 : 1
    const event = { type, x, y, button: 'left', buttons, clickCount, timestamp: clock } as const
    return session.send('Input.dispatchMouseEvent', event)
  }
  return {
    async drag({ x, y }, by, { steps = 8, held = 0 } = {}) {
      follow()
      await page.mouse.move(x, y)
      await send('mousePressed', { x, y })
      for (let step = 1; step <= steps; step += 1) {
        const part = step / steps
        await send('mouseMoved', { x: x + (by.x ?? 0) * part, y: y + (by.y ?? 0) * part })
      }
      clock += held / 1000
      await send('mouseReleased', { x: x + (by.x ?? 0), y: y + (by.y ?? 0) })
    },
    async clickTwice(place) {
      follow()
      await page.mouse.move(place.x, place.y)
      // All at once: a timer of the page does not run in between.
      await Promise.all(
        [1, 2].flatMap((count) => [
          send('mousePressed', place, count),
          send('mouseReleased', place, count),
        ]),
      )
    },
  }
}
