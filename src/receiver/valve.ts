import type { IncomingMessage } from 'node:http'

/** Holds a request's body back, in the kernel's buffers, as long as there is a reason to. */
export interface Valve {
  readonly closed: boolean
  close(reason: string): void
  open(reason: string): void
  /** Takes away all reasons. */
  release(): void
}

export function createValve(request: IncomingMessage): Valve {
  const { socket } = request
  const reasons = new Set<string>()
  const letFlow = () => {
    // The sender's time to say something begins now.
    if (socket.timeout) socket.setTimeout(socket.timeout)
    request.resume()
    socket.resume()
  }
  return {
    get closed() {
      return reasons.size > 0
    },
    close(reason) {
      reasons.add(reason)
      request.pause()
      // A request that is paused still reads one chunk ahead, unless its socket is paused too.
      socket.pause()
    },
    open(reason) {
      if (reasons.delete(reason) && reasons.size === 0) letFlow()
    },
    release() {
      if (reasons.size > 0) letFlow()
      reasons.clear()
    },
  }
}
