/**
 * Files that a person picked: the page sends them to Node, and names them by what Node calls them.
 */
import type { Picked } from '../../protocol/frame.js'

/** POSTs a file. Resolves with its id. @throws {Error} where the server takes none */
export async function sendFile(file: File, pickUrl: string): Promise<string> {
  const url = new URL(pickUrl, location.href)
  url.searchParams.set('name', file.name)
  const response = await fetch(url, { method: 'POST', body: file }).catch(() => undefined)
  const text = await response?.text()
  if (response?.ok && text !== undefined) return text
  throw new Error(text?.trim() || `${file.name} could not be sent: the server is gone`)
}

/** The answer to a choice, as Node takes it: its files by their ids, those of the album as well. */
export async function sendPicked(value: unknown, pickUrl: string): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value
  const { files = [], album = [], ...rest } = value as Picked
  const isChoice = 'album' in value || (Array.isArray(files) && files.some(isFile))
  if (!isChoice) return value
  const ids = await Promise.all(files.map((file) => sendFile(file, pickUrl)))
  return { ...rest, files: [...ids, ...album] }
}

const isFile = (value: unknown) => value instanceof File
