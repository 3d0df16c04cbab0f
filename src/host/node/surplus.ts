/**
 * Whether a server said more than its answer, in the same breath. Node's parser has taken those bytes
 * by then and forgets them: what follows would be read as the next answer, from its middle on.
 */

/** How a head ends, and the last chunk of a body. */
const blankLine = '\r\n\r\n'

/**
 * To be asked once the answer is whole.
 *
 * @param lastRead the last piece that came on the connection
 * @param lastBody the last piece of the answer's body, as the parser gave it
 */
export function saidMore(
  lastRead: Uint8Array | undefined,
  lastBody: Uint8Array | undefined,
): boolean {
  if (lastRead === undefined || endsBlank(lastRead)) return false
  // A body with a length: it begins where the piece or its head's end does, and goes to its end.
  const before = lastRead.byteLength - (lastBody?.byteLength ?? 0)
  return before < 0 || !endsBlank(lastRead.subarray(0, before))
}

/** Ends in a blank line, as far as it reaches. */
function endsBlank(bytes: Uint8Array): boolean {
  const { byteLength } = bytes
  for (let back = 1; back <= blankLine.length && back <= byteLength; back += 1) {
    if (bytes[byteLength - back] !== blankLine.charCodeAt(blankLine.length - back)) return false
  }
  return true
}
