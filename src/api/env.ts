/**
 * tt.env and tt.getEnvInfoSync: who the mini-program is (spec 12).
 */
import { userDataPath } from '../rules/paths.js'
import type { EnvType } from '../rules/url.js'
import type { Context } from './context.js'

/** tt.env. */
export interface Env {
  /** Where saved files lie: `ttfile://user`. */
  readonly USER_DATA_PATH: string
  /** The release kind: `production`, `development`, `preview` or `gray`. */
  readonly VERSION: EnvType
}

/** What tt.getEnvInfoSync returns. */
export interface EnvInfo {
  microapp: {
    /** The mini-program's version. */
    mpVersion: string
    envType: EnvType
    appId: string
  }
  /** Nothing yet. */
  plugin: Record<string, unknown>
  common: {
    /** Where saved files lie: `ttfile://user`. */
    USER_DATA_PATH: string
    /** What the app tells some mini-programs of how they were opened; nothing here. */
    location: string | undefined
    launchFrom: string | undefined
    schema: string | undefined
  }
}

/** What stands on tt. */
export interface EnvApis {
  /** The mini-program's environment. The platform's page prefers getEnvInfoSync. */
  readonly env: Env
  /** Tells the mini-program's environment; a new object each time. */
  getEnvInfoSync: () => EnvInfo
}

/** Makes tt.env and its kin of one host. */
export function createEnv({ settings }: Context): EnvApis {
  const { appId, version, envType } = settings
  return {
    env: Object.freeze({ USER_DATA_PATH: userDataPath, VERSION: envType }),
    getEnvInfoSync: () => ({
      microapp: { mpVersion: version, envType, appId },
      plugin: {},
      common: {
        USER_DATA_PATH: userDataPath,
        location: undefined,
        launchFrom: undefined,
        schema: undefined,
      },
    }),
  }
}
