/**
 * Who uses the mini-program (spec 16). Nobody does here: the defaults are made up, and say so.
 */
import { toHex } from '../../rules/encodings.js'
import { optional } from '../call.js'
import type { PlainCallbacks } from '../plainApi.js'
import type { Answered, CallTable } from './answered.js'
import type { RequestPermission } from './permissions.js'
import { flag } from './read.js'

/** The options of tt.login. */
export interface LoginOptions extends PlainCallbacks<LoginResult> {
  /** Whether a user who is not logged in is asked to. true by default. */
  force?: boolean | null
}

/** What success of tt.login gets. */
export interface LoginResult {
  /** What the server changes for an openid; only of a user who is logged in. */
  code: string
  /** The same for the device. */
  anonymousCode: string
  /** Whether the user is logged in to the app. */
  isLogin: boolean
}

/** A user as the platform tells of them. */
export interface UserInfo {
  avatarUrl: string
  nickName: string
  /** 0 unknown, 1 male, 2 female. */
  gender: number
  city: string
  province: string
  country: string
  /** Empty for now. */
  language: string
}

/** The options of tt.getUserInfo. */
export interface GetUserInfoOptions extends PlainCallbacks<GetUserInfoResult> {
  /** Whether `signature`, `encryptedData` and `iv` are wanted. false by default. */
  withCredentials?: boolean | null
}

/** What success of tt.getUserInfo gets. */
export interface GetUserInfoResult {
  userInfo: UserInfo
  /** `userInfo` as JSON. */
  rawData: string
  /** sha1 of rawData and the session key; made up by default. */
  signature?: string
  /** The user with their openId, for the server to decipher; made up by default. */
  encryptedData?: string
  iv?: string
}

/** The options of tt.getUserProfile. */
export interface GetUserProfileOptions extends PlainCallbacks<GetUserProfileResult> {
  /** Whether a user who is not logged in is asked to. */
  force?: boolean | null
}

/** What success of tt.getUserProfile gets. */
export type GetUserProfileResult = Required<GetUserInfoResult>

/** What an answer may tell of a user: any of it; rawData follows from userInfo. */
type Told<Result extends GetUserInfoResult> = Omit<Result, 'userInfo'> & {
  userInfo: Partial<UserInfo>
}

/** These calls, and what their answers are asked with. */
export interface AccountCalls {
  /** Gets a code for the server. By default it is made up: `made-up-code-…`. */
  login: Answered<LoginOptions, { force: boolean }, LoginResult>
  /** Asks whether the user is still logged in; fails where not. By default they are. */
  checkSession: Answered<PlainCallbacks>
  /** Tells of the user. By default the user is made up: `tt-anywhere user`. */
  getUserInfo: Answered<GetUserInfoOptions, { withCredentials: boolean }, Told<GetUserInfoResult>>
  /** Tells of the user, whom it asks each time. By default the user is made up, and agrees. */
  getUserProfile: Answered<GetUserProfileOptions, { force: boolean }, Told<GetUserProfileResult>>
}

const madeUpUser: UserInfo = {
  // No name under `invalid` is ever there (RFC 2606).
  avatarUrl: 'https://tt-anywhere.invalid/made-up-avatar.png',
  nickName: 'tt-anywhere user',
  gender: 0,
  city: '',
  province: '',
  country: '',
  language: '',
}

/**
 * How they are read and run.
 *
 * @param random bytes for codes, of which each is another
 * @param request asks for a permission, and keeps what came of it
 */
export function accountCalls(
  random: (length: number) => Uint8Array,
  request: RequestPermission,
): CallTable<AccountCalls> {
  const unique = () => toHex(random(8))
  return {
    login: {
      options: ['force'],
      read: (values) => ({ force: optional(values, 'force', 'boolean') ?? true }),
      async run(_asked, ask) {
        const { isLogin = true, ...told } = await ask()
        const code = isLogin ? { code: `made-up-code-${unique()}` } : {}
        const anonymousCode = `made-up-anonymous-code-${unique()}`
        // The platform leaves code out for a user who is not logged in; its types do not tell.
        return { ...code, anonymousCode, isLogin, ...told } as LoginResult
      },
    },
    checkSession: { options: [], read: () => ({}) },
    getUserInfo: {
      options: ['withCredentials'],
      read: (values) => ({ withCredentials: flag(values, 'withCredentials') }),
      async run({ withCredentials }, ask) {
        const told = await request('scope.userInfo', ask)
        return { ...(withCredentials && madeUpCredentials), ...told, ...describe(told) }
      },
    },
    getUserProfile: {
      options: ['force'],
      read: (values) => ({ force: flag(values, 'force') }),
      async run(_asked, ask) {
        const told = await ask()
        return { ...madeUpCredentials, ...told, ...describe(told) }
      },
    },
  }
}

const madeUpCredentials = {
  signature: 'made-up-signature',
  encryptedData: 'made-up-encrypted-data',
  iv: 'made-up-iv',
}

function describe(told: { userInfo?: Partial<UserInfo>; rawData?: string }) {
  const userInfo = { ...madeUpUser, ...told.userInfo }
  return { userInfo, rawData: told.rawData ?? JSON.stringify(userInfo) }
}
