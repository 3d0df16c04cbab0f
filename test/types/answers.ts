/**
 * Answers of the host, as people write them. Nothing here runs: `npm run typecheck` is the test. A
 * line under `@ts-expect-error` must not compile.
 */
import type { AnsweredApi, Host, UiEvent } from 'tt-anywhere'

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false
function same<One, Other>(_proof: Same<One, Other>) {}

export function answers(host: Host) {
  host.answer('login', ({ force }) => {
    same<typeof force, boolean>(true)
    return { code: 'known' }
  })
  host.answer('login', async () => undefined)
  host.answer('login', undefined)
  host.answer('checkSession', () => {
    throw new Error('expired')
  })
  host.answer('getUserInfo', () => ({ userInfo: { nickName: '张三' } }))
  host.answer('authorize', ({ scope }) => {
    if (scope !== 'scope.camera') throw new Error('auth deny')
    return undefined
  })
  host.answer('openSetting', () => ({ authSetting: { 'scope.calendar': true } }))
  host.answer('showActionSheet', ({ itemList }) => ({ tapIndex: itemList.length - 1 }))
  const urls: string[] = []
  host.answer('navigateTo', ({ url }) => urls.push(url))
  // @ts-expect-error: code is a text.
  host.answer('login', () => ({ code: 5 }))
  // @ts-expect-error: no such field.
  host.answer('showModal', () => ({ agree: true }))
  // @ts-expect-error: not a call that is answered.
  host.answer('uploadFile', () => undefined)
}

/** An event tells its options by its name, and calls about the user are none. */
export function events(event: UiEvent) {
  if (event.api === 'navigateBack') same<typeof event.options.delta, number>(true)
  if (event.api === 'previewImage') same<typeof event.options.urls, string[]>(true)
  const quiet: Extract<UiEvent['api'], 'login' | 'getSetting' | 'setClipboardData'>[] = []
  same<(typeof quiet)[number], never>(true)
  same<Extract<AnsweredApi, 'login' | 'showToast' | 'filePicker'>, 'login' | 'showToast'>(true)
}
