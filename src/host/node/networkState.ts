import type { Connection, NetworkCondition, NetworkState } from '../../platform.js'
import { ownAddresses } from './failures.js'
import type { TestNetwork } from './network/network.js'

/** Milliseconds between two looks, while somebody watches. */
const interval = 500

/**
 * Whether the machine is on a network, by the addresses of its interfaces: the same that makes an
 * upload fail with `network unavailable`. What kind of network it is, no system tells Node: `wifi`
 * stands for any.
 */
export function createNetworkState(network: Pick<TestNetwork, 'condition'>): NetworkState {
  function connection(): Connection {
    const set = connectionOf(network.condition)
    if (set !== undefined) return set
    const addresses = ownAddresses()
    if (addresses === undefined) return 'unknown'
    return addresses.size === 0 ? 'none' : 'wifi'
  }

  return {
    connection,
    watch(changed) {
      let last = connection()
      const timer = setInterval(() => {
        const now = connection()
        // Where the system does not say for a moment, nothing has changed.
        if (now === last || now === 'unknown') return
        last = now
        changed(now)
      }, interval)
      timer.unref()
      return () => clearInterval(timer)
    },
  }
}

/** What a test has set; undefined where the machine's own network tells. */
function connectionOf(condition: NetworkCondition): Connection | undefined {
  if (condition === 'offline') return 'none'
  if (condition === 'slow 2g') return '2g'
  return typeof condition === 'string' && condition !== 'online' ? condition : undefined
}
