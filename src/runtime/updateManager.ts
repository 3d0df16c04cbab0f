/**
 * tt.getUpdateManager: tells of new versions of the mini-program, of which there are none here.
 */
import type { AppObject } from './platform.js'
import type { Services } from './services.js'

/** Makes the one manager of a mini-program. */
export function createUpdateManager({ call, expose, later, make, border }: Services): AppObject {
  const methods = {
    onCheckForUpdate: (run: unknown) =>
      later(() => void call(run, undefined, [border.toApp({ hasUpdate: false })])),
    onUpdateReady() {},
    onUpdateFailed() {},
    applyUpdate() {},
  }
  const exposed = Object.entries(methods).map(([name, run]) => [name, expose(run)])
  return Object.assign(new make.Object() as AppObject, Object.fromEntries(exposed))
}
