/** In the place of src/host/node/busy.ts: only what is observed asks. */
import type { watchNothing as nothing, watchBusy as real } from '../../src/host/node/busy.js'

const never = () => false

export const watchBusy: typeof real = () => never
export const watchNothing: typeof nothing = () => never
