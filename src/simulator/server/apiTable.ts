/**
 * What a host's tt has, as a table: the browser's side makes its tt of it.
 */
import { createDownloadTask } from '../../api/DownloadTask.js'
import type { NetworkApi } from '../../api/networkApis.js'
import { createRequestTask } from '../../api/RequestTask.js'
import type { CreateTask } from '../../api/task.js'
import { createUploadTask } from '../../api/UploadTask.js'
import { platformApis } from '../../doctor/platformApis.js'
import type { TT } from '../../host/host.js'
import { nodeClock } from '../../host/node/clock.js'
import type { ApiTable } from '../protocol/logic.js'

const tasks: Record<NetworkApi, CreateTask<object>> = {
  uploadFile: createUploadTask,
  request: createRequestTask,
  downloadFile: createDownloadTask,
}

/** Neither takes options nor answers at once. */
const objects: readonly string[] = ['env', 'getFileSystemManager']

/** The table of a tt. */
export function apiTable(tt: TT): ApiTable {
  const names = Object.keys(tt).filter((name) => !objects.includes(name))
  const listeners = Object.fromEntries(
    names.flatMap((name) => {
      const off = name.replace(/^on/, 'off')
      return off !== name && names.includes(off) ? [[name, off]] : []
    }),
  )
  const ofListeners = new Set(Object.entries(listeners).flat())
  const rest = names.filter((name) => !ofListeners.has(name) && !Object.hasOwn(tasks, name))
  const { async, sync } = kinds(rest)
  return {
    async,
    sync,
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([api, create]) => [api, methodsOf(create)]),
    ),
    listeners,
    fileSystem: kinds(Object.keys(tt.getFileSystemManager())),
    env: { ...tt.env },
    elsewhere: [...platformApis].filter((name) => !Object.hasOwn(tt, name)),
  }
}

/** Those whose names do not say it. */
const answerAtOnce = ['canIUse', 'getMenuButtonBoundingClientRect', 'getMenuButtonLayout']

function kinds(names: readonly string[]): { async: string[]; sync: string[] } {
  const isSync = (name: string) => name.endsWith('Sync') || answerAtOnce.includes(name)
  return { async: names.filter((name) => !isSync(name)), sync: names.filter(isSync) }
}

function methodsOf(create: CreateTask<object>): string[] {
  return Object.keys(create({ clock: nodeClock, abort() {}, call() {} }).task)
}
