/**
 * The calls of a mini-program that runs in a browser, on a host that runs here: options with their
 * callbacks by name, tasks and their methods, listeners, and calls that answer at once.
 */
import type { TT } from '../../host/host.js'
import type { ApiReply, ApiRequest, ApiTable } from '../protocol/logic.js'
import type { SyncReply, SyncRequest } from '../protocol/wire.js'

type AnyFunction = (...args: unknown[]) => unknown
type Members = Readonly<Record<string, unknown>>
type Call = Extract<ApiRequest, { type: 'call' }>

/** The calls of one run of the logic. */
export interface Bridge {
  take(request: ApiRequest): void
  /** Never throws. */
  answerNow(request: SyncRequest): SyncReply
  /** No reply after this. What runs goes on, and is its caller's to end. */
  close(): void
}

/** Connects one run of the logic to a host. */
export function createBridge(tt: TT, table: ApiTable, reply: (message: ApiReply) => void): Bridge {
  const tasks = new Map<number, { task: Members; listeners: Map<string, AnyFunction> }>()
  const listeners = new Map<string, AnyFunction>()
  let closed = false

  const send = (message: ApiReply) => {
    if (!closed) reply(message)
  }
  const tell =
    (id: number, name: string): AnyFunction =>
    (...args) =>
      send({ type: 'callback', id, name, args })

  /** A member that the table names; the rest of an object is nobody's to call. */
  function find(names: readonly string[], name: string, fileSystem = false): AnyFunction {
    const object = (fileSystem ? tt.getFileSystemManager() : tt) as unknown as Members
    const found = names.includes(name) && Object.hasOwn(object, name) ? object[name] : undefined
    if (typeof found === 'function') return found as AnyFunction
    const owner = fileSystem ? 'tt.getFileSystemManager()' : 'tt'
    throw new TypeError(`${owner}.${name} is not a function`)
  }

  function call({ id, api, fileSystem = false, args, callbacks }: Call) {
    const names = fileSystem
      ? table.fileSystem.async
      : [...table.async, ...Object.keys(table.tasks)]
    const end = () => {
      tasks.delete(id)
      send({ type: 'ended', id })
    }
    try {
      const run = find(names, api, fileSystem)
      const [options, ...rest] = args
      if (typeof options !== 'object' || options === null) {
        keep(id, run(...args))
        // Nobody is told of its end.
        return end()
      }
      const own = withCallbacks(options as Members, callbacks, (name) => tell(id, name), end)
      keep(id, run(own.options, ...rest))
      if (!own.ends) end()
    } catch (error) {
      send({ type: 'threw', id, message: messageOf(error) })
      end()
    }
  }

  function keep(id: number, task: unknown) {
    if (typeof task === 'object' && task !== null) {
      tasks.set(id, { task: task as Members, listeners: new Map() })
    }
  }

  /** A method of a task. One that adds a listener has it told by the method's name. */
  function useTask({ id, method, args }: Extract<ApiRequest, { type: 'task' }>) {
    const { task, listeners } = tasks.get(id) ?? {}
    const run = task !== undefined && Object.hasOwn(task, method) ? task[method] : undefined
    // A task that has ended does nothing any more.
    if (typeof run !== 'function' || listeners === undefined) return
    const event = method.replace(/^o(?:n|ff)/, '')
    const known = listeners.get(event)
    if (event === method) run(...args)
    else if (method.startsWith('off')) {
      listeners.delete(event)
      if (known !== undefined) run(known)
    } else if (known === undefined) {
      const listener = tell(id, method)
      listeners.set(event, listener)
      run(listener)
    }
  }

  function listen({ id, api, on }: Extract<ApiRequest, { type: 'listen' }>) {
    const off = table.listeners[api]
    if (off === undefined) return
    const known = listeners.get(api)
    if (on && known === undefined) {
      const listener = tell(id, api)
      listeners.set(api, listener)
      find([api], api)(listener)
    } else if (!on && known !== undefined) {
      listeners.delete(api)
      find([off], off)(known)
    }
  }

  return {
    take(request) {
      if (request.type === 'call') call(request)
      else if (request.type === 'task') useTask(request)
      else listen(request)
    },
    answerNow({ api, fileSystem = false, args }) {
      try {
        const names = fileSystem ? table.fileSystem.sync : table.sync
        return { value: find(names, api, fileSystem)(...args) }
      } catch (error) {
        return { error: { ...(error as object), message: messageOf(error) } }
      }
    },
    close() {
      closed = true
      for (const [api, listener] of listeners) {
        const off = table.listeners[api]
        if (off !== undefined) find([off], off)(listener)
      }
      listeners.clear()
      tasks.clear()
    },
  }
}

const endings = ['success', 'fail', 'complete'] as const

/** The options with functions where the mini-program has them, and with our own that see the end. */
function withCallbacks(
  options: Members,
  names: readonly string[],
  tell: (name: string) => AnyFunction,
  end: () => void,
): { options: Members; ends: boolean } {
  const made: Record<string, unknown> = { ...options }
  for (const name of names) made[name] = tell(name)
  const isFree = (name: string) => (made[name] ?? '') === '' || typeof made[name] === 'function'
  const watched = endings.filter(isFree)
  // Complete comes last. What stands there and is no function makes the call fail, and ends it.
  const last = watched.includes('complete') ? ['complete'] : watched
  for (const name of last) {
    const own = made[name]
    made[name] = (...args: unknown[]) => {
      if (typeof own === 'function') own(...args)
      end()
    }
  }
  return { options: made, ends: last.length > 0 }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
