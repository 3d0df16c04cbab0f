/**
 * Opens the person's browser.
 */
import { spawn } from 'node:child_process'

/** The command that opens an address, as each system has it. No shell reads the address. */
function opener(url: string): readonly [command: string, words: readonly string[]] {
  if (process.platform === 'darwin') return ['open', [url]]
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return ['xdg-open', [url]]
}

/** Opens an address; false where there is nothing to open it with. */
export function openInBrowser(url: string): Promise<boolean> {
  const [command, words] = opener(url)
  return new Promise((resolve) => {
    const child = spawn(command, words, { stdio: 'ignore', detached: true })
    child.on('error', () => resolve(false))
    child.on('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
