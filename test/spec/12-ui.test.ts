import type { UiEvent } from 'tt-anywhere'
import { expect, test } from 'vitest'
import { startHost } from '../helpers/host.js'

function withEvents() {
  const host = startHost()
  const events: UiEvent[] = []
  host.on('ui', (event) => events.push(event))
  return { host, events }
}

test('[12.38] showLoading, hideLoading, showToast and hideToast are told, with their defaults', async () => {
  const { host, events } = withEvents()
  const { tt } = host
  const results = await Promise.all(
    (['showLoading', 'hideLoading', 'showToast', 'hideToast'] as const).map(
      (api) => new Promise((resolve) => tt[api]({ title: '正在上传', success: resolve } as never)),
    ),
  )
  expect(results).toEqual(
    ['showLoading', 'hideLoading', 'showToast', 'hideToast'].map((api) => ({
      errMsg: `${api}:ok`,
    })),
  )
  expect(events).toEqual([
    { api: 'showLoading', options: { title: '正在上传', mask: false } },
    { api: 'hideLoading', options: {} },
    {
      api: 'showToast',
      options: { title: '正在上传', icon: 'success', duration: 1500, mask: false },
    },
    { api: 'hideToast', options: {} },
  ])
})

test('[12.38] without options nothing throws: what must be given is asked for through fail', async () => {
  const { host, events } = withEvents()
  const failed = await new Promise((fail) => host.tt.showToast({ fail } as never))
  expect(failed).toEqual({ errMsg: 'showToast:fail params title is required' })
  expect(host.tt.hideLoading()).toBeUndefined()
  await expect.poll(() => events).toEqual([{ api: 'hideLoading', options: {} }])
})

test('[12.39] showModal agrees by default, and is answered otherwise by the host', async () => {
  const { host } = withEvents()
  const ask = () => new Promise((complete) => host.tt.showModal({ content: 'Delete?', complete }))
  expect(await ask()).toEqual({ errMsg: 'showModal:ok', confirm: true, cancel: false })
  host.answer('showModal', ({ content }) => ({ cancel: content === 'Delete?' }))
  expect(await ask()).toEqual({ errMsg: 'showModal:ok', confirm: false, cancel: true })
  host.answer('showModal', async () => ({ confirm: true, content: 'text' }))
  expect(await ask()).toEqual({
    errMsg: 'showModal:ok',
    confirm: true,
    cancel: false,
    content: 'text',
  })
  host.answer('showModal', () => {
    throw new Error('no window')
  })
  expect(await ask()).toEqual({ errMsg: 'showModal:fail no window' })
  host.answer('showModal', undefined)
  expect(await ask()).toMatchObject({ confirm: true })
})

test('[12.39] a call that is not there to answer, and an event that is not there, are errors', () => {
  const { host } = withEvents()
  expect(() => host.answer('hideAll' as never, undefined)).toThrow('no call "hideAll" to answer')
  expect(() => host.on('nothing' as never, () => {})).toThrow('no event "nothing"')
})

test('[12.38] after the host is closed every call fails', async () => {
  const { host } = withEvents()
  await host.close()
  const failed = await new Promise((fail) => host.tt.showLoading({ title: 'x', fail }))
  expect(failed).toEqual({ errMsg: 'showLoading:fail host is closed' })
})
