import { h, ref } from 'vue'
import { dispatch } from '../dispatch.js'
import { metaOf } from '../meta.js'
import { useForm } from './form.js'
import { hoverNames, useHover } from './hover.js'
import { useServices } from './services.js'
import { defineWidget, flag, text } from './widget.js'

const names = [
  'type',
  'size',
  'plain',
  'disabled',
  'loading',
  'formType',
  'openType',
  ...hoverNames,
] as const

/** Events of open types, and what they tell: there is no account here, and it shows. */
const opened: Readonly<Record<string, readonly [string, object]>> = {
  getUserInfo: [
    'getuserinfo',
    {
      errMsg: 'getUserInfo:ok',
      userInfo: { nickName: 'tt-anywhere (made up)', avatarUrl: '', gender: 0, language: 'zh_CN' },
    },
  ],
  getPhoneNumber: [
    'getphonenumber',
    { errMsg: 'getPhoneNumber:fail no phone number here: this is tt-anywhere, not the app' },
  ],
  openSetting: ['opensetting', { errMsg: 'openSetting:ok', authSetting: {} }],
  contact: ['contact', { errMsg: 'contact:fail no customer service here: this is tt-anywhere' }],
}

/** `button`. */
export const Button = defineWidget('button', names, (attributes, { slots }) => {
  const { warn, share } = useServices()
  const form = useForm()
  const root = ref<HTMLElement>()
  const pressing = useHover(attributes, { name: 'button-hover', start: 20, stay: 70 }, () =>
    flag(attributes.disabled),
  )

  function onTtTap(): void {
    const element = root.value
    if (element === undefined || flag(attributes.disabled)) return
    const formType = text(attributes.formType)
    const { id = '', dataset = {} } = metaOf(element) ?? {}
    if (formType === 'submit') form?.submit({ id, dataset })
    if (formType === 'reset') form?.reset()
    const openType = text(attributes.openType)
    if (openType === 'share') share?.(element)
    else if (opened[openType] !== undefined) dispatch(element, ...opened[openType])
    else if (openType !== '') warn(`button open-type="${openType}" does nothing here`)
  }

  return (draw) => {
    const { class: hoverClass, ...listeners } = pressing()
    const isDisabled = flag(attributes.disabled)
    return draw(
      {
        ref: root,
        role: 'button',
        'aria-disabled': isDisabled ? 'true' : undefined,
        class: hoverClass,
        // As attributes, for styles of the page: `button[disabled]`.
        type: text(attributes.type, 'default'),
        size: text(attributes.size, 'default'),
        plain: flag(attributes.plain) ? '' : undefined,
        loading: flag(attributes.loading) ? '' : undefined,
        disabled: isDisabled ? '' : undefined,
        ...listeners,
        onTtTap,
        onTtActivate: onTtTap,
      },
      [flag(attributes.loading) && h('i', { class: 'tt-spinner' }), slots.default?.()],
    )
  }
})
