/**
 * Event objects, and the channel between two pages.
 */
import type { AppFunction, AppObject, Realm } from './platform.js'

/** An element that an event comes from, or is told to. */
export interface EventTarget {
  readonly id: string
  readonly dataset: object
}

/** Makes an event object as handlers get it [feishu]. */
export function makeEvent(
  realm: Realm,
  type: string,
  fields: { target: EventTarget; currentTarget: EventTarget; detail: unknown; timeStamp: number },
): AppObject {
  const event = new realm.global.Object() as AppObject
  const point = ({ id, dataset }: EventTarget) =>
    Object.assign(new realm.global.Object(), { id, dataset })
  return Object.assign(event, {
    type,
    timeStamp: fields.timeStamp,
    target: point(fields.target),
    currentTarget: point(fields.currentTarget),
    detail: fields.detail,
  })
}

/** The two ends of a channel between a page and the one that it opened: each hears the other. */
export interface EventChannel {
  readonly opener: AppObject
  readonly opened: AppObject
}

/** Calls what listens; what it throws is reported. */
export type Tell = (run: AppFunction, values: unknown[]) => void

/** Makes a channel; `events` are the opener's listeners, by their names. */
export function createEventChannel(
  events: unknown,
  expose: (run: (...values: never[]) => unknown) => AppFunction,
  makeObject: () => AppObject,
  tell: Tell,
): EventChannel {
  const opener = createEnd()
  const opened = createEnd()

  /** What stands in one end's listeners hears what the other end emits. */
  function createEnd() {
    const listeners: { name: unknown; run: AppFunction; once: boolean }[] = []
    const drop = (gone: (listener: { name: unknown; run: AppFunction }) => boolean) => {
      for (const found of listeners.filter(gone)) listeners.splice(listeners.indexOf(found), 1)
    }
    return {
      add: (name: unknown, run: unknown, once: boolean) => {
        if (typeof run === 'function') listeners.push({ name, run: run as AppFunction, once })
      },
      remove: (name: unknown, run: unknown) =>
        drop((one) => one.name === name && (run === undefined || one.run === run)),
      hear(name: unknown, values: unknown[]) {
        for (const listener of listeners.filter((one) => one.name === name)) {
          if (listener.once) drop((one) => one === listener)
          tell(listener.run, values)
        }
      },
    }
  }

  function face(own: ReturnType<typeof createEnd>, other: ReturnType<typeof createEnd>): AppObject {
    return Object.assign(makeObject(), {
      emit: expose((name: unknown, ...values: unknown[]) => other.hear(name, values)),
      on: expose((name: unknown, run: unknown) => own.add(name, run, false)),
      once: expose((name: unknown, run: unknown) => own.add(name, run, true)),
      off: expose((name: unknown, run: unknown) => own.remove(name, run)),
    })
  }

  if (typeof events === 'object' && events !== null) {
    for (const [name, run] of Object.entries(events)) opener.add(name, run, false)
  }
  return { opener: face(opener, opened), opened: face(opened, opener) }
}
