/** The names of the run, and the connections that are made to them. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { LookupFunction, Socket } from 'node:net'
import { numberOf, sharedNumberOf, type UploadPlan, uploadPlan } from './uploads.js'

/** The host name of an upload. */
export function nameOf({ number, shared }: UploadPlan): string {
  return shared === undefined ? `u${number}.chaos.test` : `p${shared}.chaos.test`
}

/** Resolves names as the plans say. */
export function createLookup(seed: number): LookupFunction {
  return (hostname, _options, callback) => {
    const [, kind, digits] = /^([up])(\d+)\.chaos\.test$/.exec(hostname) ?? []
    const found = () => callback(null, [{ address: '127.0.0.1', family: 4 }])
    const obstacle = kind === 'u' ? uploadPlan(seed, Number(digits)).obstacle : 'none'
    if (obstacle === 'dnsThrows') {
      const error = new Error('the resolver is broken')
      if (Number(digits) % 2 === 0) throw error
      return Promise.reject(error)
    }
    if (obstacle === 'dnsSilent') return
    if (obstacle === 'dnsFails') {
      const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
        code: 'ENOTFOUND',
      })
      setImmediate(callback, error, [])
    } else if (obstacle === 'dnsSlow') setTimeout(found, Number(digits) % 100)
    else {
      setImmediate(found)
      if (obstacle === 'dnsTwice') setTimeout(found, 5)
    }
  }
}

/** Numbers the connections to each name, and tells of each as soon as it is there. */
export function watchConnections(told: (ports: string, number: number) => void) {
  const counts = new Map<string, number>()

  const listener = (message: unknown) => {
    const { socket } = message as { socket: Socket }
    socket.once('lookup', (_error: unknown, _address: unknown, _family: unknown, host: string) => {
      const [, kind, digits] = /^([up])(\d+)\.chaos\.test$/.exec(host) ?? []
      if (kind === undefined) return
      const before = counts.get(host) ?? 0
      counts.set(host, before + 1)
      const number = (kind === 'u' ? numberOf : sharedNumberOf)(Number(digits), before)
      // Two connections may come from one port, to different ones.
      socket.once('connect', () => told(`${socket.localPort} ${socket.remotePort}`, number))
    })
  }
  subscribe('net.client.socket', listener)

  return {
    /** The numbers of the connections of an upload that shares none. */
    numbersOf(upload: number): number[] {
      const count = counts.get(`u${upload}.chaos.test`) ?? 0
      return Array.from({ length: count }, (_, before) => numberOf(upload, before))
    },
    /** Forgets the names that no upload comes back to. */
    forget() {
      for (const name of counts.keys()) if (name.startsWith('u')) counts.delete(name)
    },
    end: () => void unsubscribe('net.client.socket', listener),
  }
}
