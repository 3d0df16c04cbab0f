import type { IncomingMessage } from 'node:http'

/**
 * Holds a request's body back as long as there is a reason to; Node reads one more chunk, the rest
 * stays in the kernel. To pause the socket as well would spare that chunk, but where a pause meets
 * a resume that is still on its way Node reads on without a bound.
 */
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
  }
  return {
    get closed() {
      return reasons.size > 0
    },
    close(reason) {
      reasons.add(reason)
      request.pause()
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
