/** In the place of src/profile/quality.ts: nothing is observed. */
import type { createNetworkQuality as real } from '../../src/profile/quality.js'

export const leastDownload = 0

export const createNetworkQuality: typeof real = () => ({
  observeRtt() {},
  observeDownload() {},
  estimate: () => ({ estimateNetType: 'unknown', throughputKbps: 0 }),
})
