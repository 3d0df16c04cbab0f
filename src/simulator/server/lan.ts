/**
 * The way to the simulator from a phone in the same network.
 */
import { renderSVG, renderUnicodeCompact } from 'uqr'

/** An address for another device, and its QR code. */
export interface LanAddress {
  readonly url: string
  /** As SVG. */
  readonly qr: string
  /** As text for a terminal. */
  readonly text: string
}

/** The page of the phone at an address. */
export function lanAddress(address: string, port: number, token: string): LanAddress {
  const url = `http://${address}:${port}/phone.html#${token}`
  return { url, qr: renderSVG(url, { border: 2 }), text: renderUnicodeCompact(url, { border: 2 }) }
}
