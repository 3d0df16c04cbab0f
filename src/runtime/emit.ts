/**
 * An event on its way through a template: from an element to those around it.
 */
import type { Traits } from './element.js'
import { makeEvent } from './events.js'
import type { Part } from './part.js'
import type { RuntimePlatform } from './platform.js'

/** An element, as far as events go. */
interface Emitter {
  readonly traits: Traits
  readonly parent: Emitter | undefined
}

/** What happens to an element. */
export interface Happening {
  readonly name: string
  /** What its handlers are told beside type, target and time. */
  readonly fields: { readonly detail: unknown }
  /** Whether the elements around hear of it too. */
  readonly bubbles: boolean
  /** Calls a handler. */
  call(run: unknown, self: unknown, values: readonly unknown[]): unknown
}

/** Calls what the template of `owner` binds; tells whether the event may go on from there. */
export function emit(
  from: Emitter,
  owner: Part,
  { name, fields, bubbles, call }: Happening,
  platform: RuntimePlatform,
): boolean {
  for (let at: Emitter | undefined = from; at; at = bubbles ? at.parent : undefined) {
    const handler = at.traits.handlers.get(name)
    if (handler === undefined) continue
    const event = makeEvent(platform.realm, name, {
      target: from.traits,
      currentTarget: at.traits,
      detail: fields.detail,
      timeStamp: Date.now(),
    })
    const method = owner.instance[handler.method]
    if (typeof method === 'function') call(method, owner.instance, [Object.assign(event, fields)])
    else platform.warn(`${owner.path}: no method ${handler.method} for ${name}`)
    if (handler.stops) return false
  }
  return bubbles
}
