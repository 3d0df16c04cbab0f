/**
 * Whether a server said more than its answer, in the same breath. Node's parser has taken those bytes
 * by then and forgets them: what follows would be read as the next answer, from its middle on.
 */
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'

/** Watches what comes for one request. */
export interface SurplusWatch {
  /** A piece of the answer's body, as the parser gave it. */
  body(piece: Uint8Array): void
  /** To be asked once the answer is whole. */
  found(): boolean
  end(): void
}

const nothing = new Uint8Array()
/** How a head ends, and the last chunk of a body. */
const blankLine = '\r\n\r\n'

/** Begins as soon as the request has the socket. */
export function watchSurplus(request: ClientRequest, socket: Socket): SurplusWatch {
  let lastRead: Uint8Array = nothing
  let lastBody: Uint8Array = nothing
  const read = (piece: Uint8Array) => {
    lastRead = piece
  }
  // Not earlier: to listen begins to read, and the parser must miss nothing.
  request.once('socket', () => socket.on('data', read))
  return {
    body(piece) {
      lastBody = piece
    },
    found() {
      if (endsBlank(lastRead)) return false
      // A body with a length: it begins where the piece or its head's end does, and goes to its end.
      const before = lastRead.byteLength - lastBody.byteLength
      return before < 0 || !endsBlank(lastRead.subarray(0, before))
    },
    end: () => void socket.off('data', read),
  }
}

/** Ends in a blank line, as far as it reaches. */
function endsBlank(bytes: Uint8Array): boolean {
  return blankLine.endsWith(String.fromCharCode(...bytes.subarray(-blankLine.length)))
}
