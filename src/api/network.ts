/**
 * tt.getNetworkType and the events around it: whether the machine is on a network (spec 17).
 */
import type { Connection } from '../platform.js'
import { callSafely } from './call.js'
import type { Context, RunningCall } from './context.js'
import { type PlainCallbacks, plainApi } from './plainApi.js'

/** What success of tt.getNetworkType gets. */
export interface GetNetworkTypeResult {
  /** `none` without a network, `wifi` with one, `unknown` where the system does not say. */
  networkType: Connection
}

/** The options of tt.getNetworkType. */
export interface GetNetworkTypeOptions extends PlainCallbacks<GetNetworkTypeResult> {}

/** What a listener of tt.onNetworkStatusChange gets. */
export interface NetworkStatus extends GetNetworkTypeResult {
  isConnected: boolean
}

type Listener = (status: NetworkStatus) => void

/** What stands on tt. */
export interface NetworkApis {
  /** Tells the kind of network. */
  getNetworkType: (options?: GetNetworkTypeOptions) => void
  /** Adds a listener, which is called when the network comes, goes or changes. */
  onNetworkStatusChange: (callback: Listener) => void
  /** Removes a listener, or all of them. */
  offNetworkStatusChange: (callback?: Listener) => void
}

/** Makes the APIs of one host. The network is watched only while somebody listens. */
export function createNetwork(context: Context): NetworkApis {
  const { network } = context.platform
  const listeners = new Set<unknown>()
  let stop: (() => void) | undefined

  function tell(networkType: Connection) {
    for (const listener of [...listeners]) {
      // A listener may have removed another one. What it does to its event is its own.
      const status: NetworkStatus = { isConnected: networkType !== 'none', networkType }
      if (listeners.has(listener)) callSafely(listener, status, context)
    }
  }

  /** Watches until the last listener has gone, or the host closes. */
  function watch() {
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const unwatch = network.watch(tell)
    const running: RunningCall = { abort: () => stop?.(), ended, lasts: true }
    const leave = context.running.add(running)
    stop = () => {
      stop = undefined
      listeners.clear()
      unwatch()
      leave()
      end()
    }
  }

  return {
    getNetworkType: plainApi(
      {
        name: 'getNetworkType',
        options: [],
        run: async () => ({ networkType: network.connection() }) satisfies GetNetworkTypeResult,
      },
      context,
    ),
    onNetworkStatusChange(callback) {
      if (typeof callback !== 'function' || context.closed) return
      listeners.add(callback)
      if (stop === undefined) watch()
    },
    offNetworkStatusChange(callback) {
      if (callback === undefined) listeners.clear()
      else listeners.delete(callback)
      if (listeners.size === 0) stop?.()
    },
  }
}
