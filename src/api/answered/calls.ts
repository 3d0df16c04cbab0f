/**
 * Every call that is answered (spec 12, 16): those that show something are told as host events, those
 * that ask about the user are not. To add one: a row in the table of its kind.
 */
import type { Context } from '../context.js'
import { type AccountCalls, accountCalls } from './account.js'
import { type AnswerTo, type CallApis, type CallTable, createAnswered } from './answered.js'
import { type ClipboardCalls, clipboardCalls } from './clipboard.js'
import { type DeviceCalls, device } from './device.js'
import { type FeedbackCalls, feedback } from './feedback.js'
import { type NavigationCalls, navigation } from './navigation.js'
import { type PageCalls, page } from './page.js'
import {
  type PermissionCalls,
  type Permissions,
  permissionCalls,
  permissionRequest,
} from './permissions.js'

/** Calls that show something, or go somewhere: told as host events. */
export interface UiCalls extends FeedbackCalls, NavigationCalls, PageCalls, DeviceCalls {}

/** Calls that ask about the user. */
export interface UserCalls extends AccountCalls, PermissionCalls, ClipboardCalls {}

/** Every call that `host.answer` can answer. */
export interface AnsweredCalls extends UiCalls, UserCalls {}

/** The name of such a call. */
export type AnsweredApi = keyof AnsweredCalls

/**
 * Answers a call in the user's place: what it returns is what success gets beside errMsg, and what it
 * leaves out is completed; what it throws makes the call fail with its message, and its `errNo`.
 */
export type Answer<Name extends AnsweredApi> = AnswerTo<AnsweredCalls[Name]>

/** What `host.on('ui')` is told: something was to be shown, taken away, or gone to. */
export type UiEvent = {
  [Name in keyof UiCalls]: { api: Name; options: UiCalls[Name]['asked'] }
}[keyof UiCalls]

/** What stands on tt. */
export interface AnsweredApis extends CallApis<UiCalls>, CallApis<UserCalls> {}

const uiTable: CallTable<UiCalls> = { ...feedback, ...navigation, ...page, ...device }

/** Makes these APIs of one host; `tell` is given each that shows something. */
export function createAnsweredApis(
  context: Context,
  answers: ReadonlyMap<string, (asked: object) => unknown>,
  tell: (event: UiEvent) => void,
): AnsweredApis {
  const permissions: Permissions = new Map()
  const userTable: CallTable<UserCalls> = {
    ...accountCalls(context.platform.random, permissionRequest(permissions)),
    ...permissionCalls(permissions),
    ...clipboardCalls(),
  }
  return {
    ...createAnswered(uiTable, context, answers, (api, options) =>
      tell({ api, options } as UiEvent),
    ),
    ...createAnswered(userTable, context, answers),
  }
}
