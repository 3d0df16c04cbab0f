/**
 * Watches the machine's addresses while exchanges run: when one vanishes, nothing breaks by itself,
 * the connection that stands on it just stalls (spec 10, 121923).
 */
import type { Socket } from 'node:net'
import { createGroup } from '../../api/group.js'
import { isLoopback, ownAddresses } from './failures.js'

/** Tells exchanges that their local address is gone. */
export interface AddressWatch {
  /** Of {@link watchedAddress}. The returned function ends the watch. */
  add(address: string, vanished: () => void): () => void
  /** Whether the machine still has this address, of {@link watchedAddress}. */
  present(address: string): boolean
}

/** Milliseconds between two looks. An exchange that ends before the first one costs nothing. */
const interval = 500

/** Makes an {@link AddressWatch}. */
export function createAddressWatch(): AddressWatch {
  const watched = createGroup<{ address: string; vanished: () => void }>()
  let looking = false

  function look() {
    looking = false
    const own = ownAddresses()
    for (const { address, vanished } of watched.members()) {
      if (own !== undefined && !own.has(address)) vanished()
    }
    if (watched.size > 0) schedule()
  }
  function schedule() {
    if (looking) return
    looking = true
    setTimeout(look, interval).unref()
  }

  return {
    add(address, vanished) {
      if (address === '') return nothing
      schedule()
      return watched.add({ address, vanished })
    },
    present: (address) => address === '' || (ownAddresses()?.has(address) ?? true),
  }
}

/**
 * The local address of a socket as the list of interfaces writes it: a socket adds the interface's
 * name, or maps IPv4 to IPv6. Empty where none can vanish: loopback, or none known.
 */
export function watchedAddress({ localAddress = '' }: Socket): string {
  const plain = localAddress.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
  return plain === '' || isLoopback(plain) ? '' : plain
}

const nothing = () => {}
