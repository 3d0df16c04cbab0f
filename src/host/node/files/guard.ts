import type { FileStore } from '../../../platform.js'
import { StoreError, toStoreError } from './errors.js'

/**
 * Lets every error of the system leave the store as one of its own, whose text has no path of this
 * machine. Not for `add`: its caller is the host's, and gave the path.
 */
export function guardStore(store: FileStore): FileStore {
  return {
    ...store,
    open: guarded(store.open),
    locate: guarded(store.locate),
    stat: guarded(store.stat),
    list: guarded(store.list),
    write: guarded(store.write),
    append: guarded(store.append),
    truncate: guarded(store.truncate),
    copy: guarded(store.copy),
    copyNow: guarded(store.copyNow),
    rename: guarded(store.rename),
    remove: guarded(store.remove),
    makeFolder: guarded(store.makeFolder),
    removeFolder: guarded(store.removeFolder),
    save: guarded(store.save),
    saveNow: guarded(store.saveNow),
    saved: guarded(store.saved),
    receive: guarded(store.receive),
    addChosen: guarded((source) => store.addChosen(source).catch(notFile)),
  }
}

/** What refuses a folder or a pipe is an argument of the host's to `add`, and a problem here. */
function notFile(error: unknown): never {
  const plain = error instanceof TypeError && (error as NodeJS.ErrnoException).code === undefined
  throw plain ? new StoreError('folder', '', { cause: error }) : error
}

function guarded<Args extends unknown[], Result>(
  run: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    const [path] = args
    const refuse = (error: unknown): never => {
      throw toStoreError(error, typeof path === 'string' ? path : '')
    }
    try {
      const result = run(...args)
      return result instanceof Promise ? (result.catch(refuse) as Result) : result
    } catch (error) {
      return refuse(error)
    }
  }
}
