/**
 * The rows of the network's state. `device` stands for the platform's pages of it.
 */
import type { Row } from '../rows.js'

/** 17. The network's state */
export const networkRows: readonly Row[] = [
  {
    id: '17.1',
    source: 'device, choice',
    text: 'getNetworkType gives networkType: `none` where no interface but loopback is up, else `wifi`, for no system tells Node which it is; `unknown` where the system does not say.',
  },
  {
    id: '17.2',
    source: 'device',
    text: 'onNetworkStatusChange adds a listener, which gets isConnected and networkType when the network goes or comes.',
  },
  {
    id: '17.3',
    source: 'device, game',
    text: 'offNetworkStatusChange removes a listener; without an argument all of them.',
  },
  {
    id: '17.4',
    source: 'choice',
    text: 'A listener that is added twice is called once; what it throws is reported and stops no other; what is no function is passed over.',
  },
  {
    id: '17.5',
    source: 'choice',
    text: 'The network is watched only while somebody listens; that keeps no process alive, and ends with the host.',
  },
]
