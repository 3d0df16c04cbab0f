/**
 * tt.getSystemInfo and its twin: the phone that the host plays (spec 16).
 */
import { menuButton, type SafeArea, type SystemInfo, systemInfo } from '../rules/systemInfo.js'
import type { Context } from './context.js'
import { type PlainCallbacks, plainApi } from './plainApi.js'

/** What stands on tt. */
export interface SystemInfoApis {
  /** Tells of the phone and the app: what the host's `device` says. */
  getSystemInfo: (options?: PlainCallbacks<SystemInfo>) => void
  /** The same at once. */
  getSystemInfoSync: () => SystemInfo
  /** Where the capsule at the upper right is, at once: what a title bar of one's own leaves free. */
  getMenuButtonBoundingClientRect: () => SafeArea
  /** The same, by its later name. */
  getMenuButtonLayout: () => SafeArea
}

/** Makes them for one host. */
export function createSystemInfo(context: Context): SystemInfoApis {
  const tell = () => systemInfo(context.settings.device)
  return {
    getSystemInfo: plainApi(
      { name: 'getSystemInfo', options: [], run: async () => tell() },
      context,
    ),
    getSystemInfoSync: tell,
    getMenuButtonBoundingClientRect: () => menuButton(context.settings.device),
    getMenuButtonLayout: () => menuButton(context.settings.device),
  }
}
