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
}

/** From one event to the next: a frame, in seconds. */
const frame = 0.016

/** Takes the mouse of a page. */
export async function takeMouse(page: Page): Promise<Mouse> {
  const session = await page.context().newCDPSession(page)
  let clock = 0
  const send = (type: 'mouseMoved' | 'mousePressed' | 'mouseReleased', { x, y }: Place) => {
    clock += frame
    const pressed = type !== 'mouseReleased'
    return session.send('Input.dispatchMouseEvent', {
      type,
      x,
      y,
      button: 'left',
      buttons: pressed ? 1 : 0,
      clickCount: 1,
      timestamp: clock,
    })
  }
  return {
    async drag({ x, y }, by, { steps = 8, held = 0 } = {}) {
      clock = Math.max(clock, Date.now() / 1000)
      await page.mouse.move(x, y)
      await send('mousePressed', { x, y })
      for (let step = 1; step <= steps; step += 1) {
        const part = step / steps
        await send('mouseMoved', { x: x + (by.x ?? 0) * part, y: y + (by.y ?? 0) * part })
      }
      clock += held / 1000
      await send('mouseReleased', { x: x + (by.x ?? 0), y: y + (by.y ?? 0) })
    },
  }
}
