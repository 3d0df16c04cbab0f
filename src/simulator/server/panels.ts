/**
 * What the panels of the tool ask for.
 */
import type { Host } from '../../host/host.js'
import { seamOf } from '../../host/seam.js'
import type { FileStore } from '../../platform.js'
import { noMask, secretsMask } from '../../profile/mask.js'
import type { PanelAnswers, PanelQuestion, SandboxFile, StorageItem } from '../protocol/wire.js'
import { curlCommand } from './curl.js'
import type { Picks } from './picks.js'

/** Answers a panel. Rejects saying what is wrong. */
export type Panels = (question: PanelQuestion) => Promise<PanelAnswers[keyof PanelAnswers]>

/** Makes what answers the panels of one session. */
export function createPanels(hostNow: () => Host, picks: Picks): Panels {
  return async (question) => {
    const host = hostNow()
    const { tt } = host
    const { files } = seamOf(host).context.platform
    switch (question.ask) {
      case 'har':
        return host.har()
      case 'storage':
        return tt.getStorageInfoSync().keys.map((key): StorageItem => {
          const value = tt.getStorageSync(key)
          return { key, value, type: typeOf(value) }
        })
      case 'setStorage':
        return tt.setStorageSync(question.key, question.value) as undefined
      case 'removeStorage':
        return (
          question.key === undefined ? tt.clearStorageSync() : tt.removeStorageSync(question.key)
        ) as undefined
      case 'files':
        return ['ttfile://temp', 'ttfile://user'].flatMap((path) => below(files, path))
      case 'removeFile':
        if (question.path.startsWith('ttfile://temp/')) await files.discard(question.path)
        else files.remove(question.path)
        return undefined
      case 'addFile':
        return host.addFile(picks.find(question.pick))
      case 'curl':
        return curlOf(host, question.exchange, question.secrets ?? false)
    }
  }
}

function below(files: FileStore, folder: string): SandboxFile[] {
  return files.list(folder).flatMap((name) => {
    const path = `${folder}/${name}`
    try {
      const { kind, size, modified } = files.stat(path)
      return kind === 'folder' ? below(files, path) : [{ path, size, time: modified }]
    } catch {
      // One whose file has gone from the machine is no reason to show none.
      return []
    }
  })
}

function curlOf(host: Host, id: string, secrets: boolean): string {
  const { recorder, platform } = seamOf(host).context
  const records = recorder.records(secrets ? noMask : secretsMask)
  const record = records.find((one) => String(one.id) === String(id))
  if (record === undefined) throw new Error('this call is not kept any more')
  return curlCommand(record, (path) => {
    try {
      return platform.files.locate(path)
    } catch {
      return undefined
    }
  })
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return value instanceof Date ? 'date' : typeof value
}
