/**
 * Paths that nobody guesses: what stands behind each is known to the page that it was told.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'

/** A text that nobody guesses: 192 bits. */
export function secret(): string {
  return randomBytes(24).toString('base64url')
}

/** Whether two secrets are the same, without telling how much of them is. */
export function sameSecret(given: string, own: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(own)]
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}

/** What can be asked for with a secret. */
const placeKinds = ['bundle', 'project', 'sandbox', 'pick', 'offer', 'sync'] as const

/** One of them. */
export type PlaceKind = (typeof placeKinds)[number]

/** Secrets, and whose they are. */
export interface Places<Owner> {
  /** Makes one of each kind, each with a secret of its own: its path, with no slash at its end. */
  open(owner: Owner): Readonly<Record<PlaceKind, string>>
  /** Who is behind a path, and the rest of it as it came. */
  find(path: string): { kind: PlaceKind; owner: Owner; rest: string } | undefined
  close(owner: Owner): void
}

/** Makes them. */
export function createPlaces<Owner>(): Places<Owner> {
  const owners = new Map<string, { kind: PlaceKind; owner: Owner }>()
  return {
    open(owner) {
      const entries = placeKinds.map((kind) => {
        const path = `/${kind}/${secret()}`
        owners.set(path, { kind, owner })
        return [kind, path] as const
      })
      return Object.fromEntries(entries) as Record<PlaceKind, string>
    },
    find(path) {
      const [, start = '', rest = ''] = /^(\/\w+\/[\w-]+)(\/.*)?$/s.exec(path) ?? []
      const found = owners.get(start)
      return found && { ...found, rest }
    },
    close(owner) {
      for (const [path, one] of owners) if (one.owner === owner) owners.delete(path)
    },
  }
}
