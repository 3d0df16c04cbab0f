import type { Warning } from '../api/warnings.js'
import { harmless } from '../rules/harmless.js'

/** Texts that are remembered: of a mini-program that makes a new one with each call, the last ones. */
const mostRemembered = 1_000

/** Prints warnings that nobody listens to, each text once. */
export function createWarningPrinter(): (warning: Warning) => void {
  const printed = new Set<string>()
  return ({ api, message, link }) => {
    if (printed.has(message)) return
    const [oldest] = printed
    if (oldest !== undefined && printed.size >= mostRemembered) printed.delete(oldest)
    printed.add(message)
    console.warn(`tt-anywhere: ${api}: ${harmless(message)} (${link})`)
  }
}
