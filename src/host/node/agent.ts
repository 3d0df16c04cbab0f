import type { Agent, ClientRequest } from 'node:http'
import type { Socket } from 'node:net'

/**
 * An agent that hands a request the one connection it is for. Connections are made and kept by our
 * own pool, so that each step of their making can be timed and told apart when it fails.
 */
export function agentFor(socket: Socket): Agent {
  const agent = {
    keepAlive: true,
    addRequest(request: ClientRequest & { onSocket(socket: Socket): void }) {
      request.onSocket(socket)
    },
  }
  // node:http asks no more of an agent than these two.
  return agent as unknown as Agent
}

/** As Node's own agent does: a socket that is free must not keep all of its last request. */
export function leaveRequest(socket: Socket): void {
  ;(socket as { _httpMessage?: ClientRequest | null })._httpMessage = null
}
