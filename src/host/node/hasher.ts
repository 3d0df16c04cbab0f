import { createHash } from 'node:crypto'
import type { DigestAlgorithm, Hasher } from '../../platform.js'

/** Digests by node:crypto. */
export function createHasher(algorithm: DigestAlgorithm): Hasher {
  const hash = createHash(algorithm)
  return {
    update: (bytes) => {
      hash.update(bytes)
    },
    digest: () => hash.digest('hex'),
  }
}
