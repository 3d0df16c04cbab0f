/**
 * How a phone is made to fit: the least smaller that it has to be, and on whole pixels of the screen,
 * for edges between them are blurred.
 */

/** Where the phone stands, in pixels of the tool. */
export interface Fitted {
  readonly scale: number
  readonly left: number
  readonly top: number
  /** Of the phone's body around its screen, in pixels of the phone. */
  readonly border: number
}

/** Of the body, and of the ground around that, in pixels of the tool. */
const border = 10
const margin = 14

/** Places a screen in the middle of a room. */
export function fitPhone(
  room: { readonly width: number; readonly height: number },
  screen: { readonly width: number; readonly height: number },
): Fitted {
  const free = 2 * (border + margin)
  const wanted = Math.min(
    1,
    (room.width - free) / screen.width,
    (room.height - free) / screen.height,
  )
  const scale = Math.max(40, Math.floor(screen.width * wanted)) / screen.width
  const middle = (space: number, size: number) => Math.floor((space - size * scale) / 2) - border
  return {
    scale,
    left: middle(room.width, screen.width),
    top: middle(room.height, screen.height),
    border: border / scale,
  }
}
