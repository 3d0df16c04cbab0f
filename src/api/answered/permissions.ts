/**
 * What the user lets a mini-program do (spec 16). Where nobody is there to answer, they let it.
 */
import { requiredString } from '../call.js'
import type { PlainCallbacks } from '../plainApi.js'
import type { Answered, CallTable } from './answered.js'
import { flag } from './read.js'

/** What the user was asked for, and whether they allowed it. */
export interface AuthSetting {
  /** Who they are: getUserInfo. */
  'scope.userInfo'?: boolean
  'scope.userLocation'?: boolean
  'scope.address'?: boolean
  'scope.record'?: boolean
  /** Saving pictures to the album. */
  'scope.album'?: boolean
  'scope.camera'?: boolean
  [scope: `scope.${string}`]: boolean | undefined
}

/** Which messages the user wants. */
export interface SubscriptionsSetting {
  mainSwitch: boolean
  itemSettings: Record<string, 'accept' | 'reject'>
  templateSettings: Record<string, TemplateSetting>
}

/** What the user said to messages of one template. */
export interface TemplateSetting {
  status: 'accept' | 'reject' | 'fail' | 'repeat' | 'limit'
  /** Whether it holds for long. */
  alwaysSubscribe: boolean
  allowReminderWay: {
    reminderType: 'message_notice' | 'feed' | 'push'
    reminderStatus: 'reject' | 'accept'
  }[]
}

/** What success of tt.getSetting and tt.openSetting gets. */
export interface SettingResult {
  /** Holds only what the mini-program has asked for. */
  authSetting: AuthSetting
  /** Where `withSubscriptions` is true. */
  subscriptionsSetting?: SubscriptionsSetting
}

/** The options of tt.getSetting and tt.openSetting. */
export interface SettingOptions extends PlainCallbacks<SettingResult> {
  /** Whether subscriptionsSetting is wanted. false by default. */
  withSubscriptions?: boolean | null
}

/** The options of tt.authorize. */
export interface AuthorizeOptions extends PlainCallbacks<AuthorizeResult> {
  /** What for, such as `scope.camera`. */
  scope: string
}

/** What success of tt.authorize gets. */
export interface AuthorizeResult {
  /** The scope, and `ok`. */
  data: Record<string, string>
}

/** These calls, and what their answers are asked with. */
export interface PermissionCalls {
  /** Tells what the user allowed. */
  getSetting: Answered<SettingOptions, { withSubscriptions: boolean }, SettingResult>
  /** Has the user change what they allowed: what an answer tells as authSetting holds from then on. */
  openSetting: Answered<SettingOptions, { withSubscriptions: boolean }, SettingResult>
  /** Asks the user, but for what they have allowed already. */
  authorize: Answered<AuthorizeOptions, { scope: string }, AuthorizeResult>
}

const subscriptions: SubscriptionsSetting = {
  mainSwitch: true,
  itemSettings: {},
  templateSettings: {},
}

/** What the user of one host allowed, by scope. */
export type Permissions = Map<string, boolean>

/** Asks for a permission, and keeps what came of it: who throws has refused. */
export type RequestPermission = <Told>(scope: string, ask: () => Promise<Told>) => Promise<Told>

/** Makes a {@link RequestPermission} of one host. */
export function permissionRequest(permissions: Permissions): RequestPermission {
  return async (scope, ask) => {
    try {
      const told = await ask()
      permissions.set(scope, true)
      return told
    } catch (error) {
      permissions.set(scope, false)
      throw error
    }
  }
}

/** How they are read and run; `permissions` is what they share with other calls. */
export function permissionCalls(permissions: Permissions): CallTable<PermissionCalls> {
  const request = permissionRequest(permissions)
  const setting = {
    options: ['withSubscriptions'],
    read: (values: Readonly<Record<string, unknown>>) => ({
      withSubscriptions: flag(values, 'withSubscriptions'),
    }),
  }
  /** A copy: the mini-program may change what it gets. */
  const current = (withSubscriptions: boolean): SettingResult => ({
    authSetting: Object.fromEntries(permissions),
    ...(withSubscriptions && { subscriptionsSetting: structuredClone(subscriptions) }),
  })

  return {
    getSetting: {
      ...setting,
      run: async ({ withSubscriptions }, ask) => {
        const told = await ask()
        return { ...current(withSubscriptions), ...told }
      },
    },
    openSetting: {
      ...setting,
      async run({ withSubscriptions }, ask) {
        const { authSetting = {}, ...told } = await ask()
        for (const [scope, allowed] of Object.entries(authSetting)) {
          permissions.set(scope, allowed === true)
        }
        return { ...current(withSubscriptions), ...told }
      },
    },
    authorize: {
      options: ['scope'],
      read: (values) => ({ scope: requiredString(values, 'scope') }),
      async run({ scope }, ask) {
        const data = { [scope]: 'ok' }
        if (permissions.get(scope)) return { data }
        return { data, ...(await request(scope, ask)) }
      },
    },
  }
}
