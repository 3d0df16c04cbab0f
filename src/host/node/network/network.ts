/**
 * What a test sets on the network of a host: routes, and what kind of network it is.
 */
import { createGroup } from '../../../api/group.js'
import type { NetworkCondition, NetworkControl } from '../../../platform.js'
import { createLink, type Link } from './conditions.js'
import { createRoutes, type Routes } from './routes.js'

/** The network of one host, as a test sets it. */
export interface TestNetwork extends NetworkControl {
  readonly routes: Routes
  /** What slows new connections; undefined where nothing does. */
  readonly link: Link | undefined
  readonly offline: boolean
  /** Another number after each change: connections that were kept are of the network before it. */
  readonly generation: number
  /** Tells when the network goes away; the returned function ends that. */
  onLost(lost: () => void): () => void
}

/** Makes a network that is as it is. */
export function createTestNetwork(): TestNetwork {
  const waiting = createGroup<() => void>()
  const routes = createRoutes()
  let condition: NetworkCondition = 'online'
  let link: Link | undefined
  let generation = 0

  return {
    routes,
    route: routes.add,
    get link() {
      return link
    },
    get offline() {
      return condition === 'offline'
    },
    get generation() {
      return generation
    },
    get condition() {
      return condition
    },
    set condition(next) {
      link = createLink(next)
      condition = next
      generation += 1
      if (next === 'offline') for (const lost of waiting.members()) lost()
    },
    onLost: waiting.add,
  }
}
