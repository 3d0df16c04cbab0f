/**
 * Watches the machine's addresses while exchanges run: when one vanishes, nothing breaks by itself,
 * the connection that stands on it just stalls (spec 10, 121923).
 */
import { isLoopback, ownAddresses } from './failures.js'

/** Tells exchanges that their local address is gone. */
export interface AddressWatch {
  /** The returned function ends the watch. */
  add(address: string, vanished: () => void): () => void
  /** Whether the machine still has this address. */
  present(address: string): boolean
}

/** Milliseconds between two looks. An exchange that ends before the first one costs nothing. */
const interval = 500

/** Makes an {@link AddressWatch}. */
export function createAddressWatch(): AddressWatch {
  const watched = new Map<() => void, string>()
  let timer: NodeJS.Timeout | undefined

  function look() {
    timer = undefined
    const own = ownAddresses()
    for (const [vanished, address] of [...watched]) {
      if (own === undefined || own.has(address)) continue
      watched.delete(vanished)
      vanished()
    }
    if (watched.size > 0) schedule()
  }
  function schedule() {
    timer ??= setTimeout(look, interval).unref()
  }

  return {
    add(address, vanished) {
      const plain = plainAddress(address)
      if (plain === '' || isLoopback(plain)) return () => {}
      watched.set(vanished, plain)
      schedule()
      return () => {
        watched.delete(vanished)
        if (watched.size === 0 && timer !== undefined) {
          clearTimeout(timer)
          timer = undefined
        }
      }
    },
    present(address) {
      const plain = plainAddress(address)
      return plain === '' || isLoopback(plain) || (ownAddresses()?.has(plain) ?? true)
    },
  }
}

/** As the list of interfaces writes it: a socket adds the interface's name, or maps IPv4 to IPv6. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
}
