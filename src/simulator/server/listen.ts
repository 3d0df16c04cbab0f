/**
 * The port that the simulator listens on.
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where it listens where nothing is said. */
const defaultPort = 8787

/** Ports that are tried one after another. */
const attempts = 50

/** The port that was asked for is taken. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

/**
 * Listens, and gives the port.
 *
 * @param port the one that was asked for; undefined takes the usual one, or the next that is free
 * @throws {PortTakenError} where the port that was asked for is in use
 */
export async function listen(
  server: Server,
  host: string,
  port: number | undefined,
): Promise<number> {
  for (let next = port ?? defaultPort; ; next += 1) {
    try {
      return await listenOn(server, host, next)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const taken = code === 'EADDRINUSE' || code === 'EACCES'
      if (taken && port === undefined && next < defaultPort + attempts) continue
      if (code === 'EADDRINUSE') {
        throw new PortTakenError(`port ${next} is in use`, { cause: error })
      }
      throw error
    }
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
