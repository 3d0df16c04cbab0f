/** In the place of src/api/recorder.ts: nothing is kept, and nobody is told. */
import type { createRecorder as real } from '../../src/api/recorder.js'

export const createRecorder: typeof real = () => ({
  begin: () => ({ hops: [] }) as never,
  end() {},
  records: () => [],
})
