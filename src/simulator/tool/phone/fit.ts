/**
 * How a phone is made to fit. At its true size its screen is cut below where the window is too low:
 * text stays crisp, and tools that click by an element's place hit it, which they miss in a frame
 * that is scaled. As a whole it is made smaller, on whole pixels, for edges between them are blurred.
 */

/** Where the phone stands, in pixels of the tool. */
export interface Fitted {
  readonly scale: number
  readonly left: number
  readonly top: number
  /** Of the phone's body around its screen, in pixels of the phone. */
  readonly border: number
  /** Of the screen, in pixels of the phone. */
  readonly height: number
}

/** Of the body, and of the ground around that, in pixels of the tool. */
const border = 10
const margin = 5
/** A screen that is lower than this shows too little of a page. */
const leastHeight = 480

/** Places a screen in the middle of a room; `whole`: all of it, however small. */
export function fitPhone(
  room: { readonly width: number; readonly height: number },
  phone: { readonly width: number; readonly height: number },
  whole: boolean,
): Fitted {
  const free = 2 * (border + margin)
  const low = Math.max(leastHeight, Math.floor(room.height - free))
  const screen = { ...phone, height: whole ? phone.height : Math.min(phone.height, low) }
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
    height: screen.height,
  }
}
