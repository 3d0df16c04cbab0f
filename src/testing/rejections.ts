/**
 * Promises of a mini-program that nobody cares for. Node tells of them process-wide, and would end
 * the process: those of a mini-program go to its host, all others go on as they would.
 */

/** Whether a promise belongs to someone, who then has been told. */
type Claim = (reason: unknown, promise: unknown) => boolean

const claims = new Set<Claim>()
let restore: (() => void) | undefined

/** Takes the rejections that `claim` wants. Returns how to stop that. */
export function claimRejections(claim: Claim): () => void {
  claims.add(claim)
  restore ??= watch()
  return () => {
    claims.delete(claim)
    if (claims.size > 0) return
    restore?.()
    restore = undefined
  }
}

/** A listener would change what Node does with those of others; this does not. */
function watch(): () => void {
  const before = process.emit
  const emit = function (this: unknown, name: string | symbol, ...values: unknown[]): boolean {
    const [reason, promise] = values
    if (name === 'unhandledRejection') {
      for (const claim of claims) if (claim(reason, promise)) return true
    }
    return Reflect.apply(before, this, [name, ...values])
  } as typeof process.emit
  process.emit = emit
  return () => {
    // Someone who came later still calls ours, which then passes all on.
    if (process.emit === emit) process.emit = before
  }
}
