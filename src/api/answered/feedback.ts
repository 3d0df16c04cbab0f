/**
 * What a mini-program shows above its page, and asks there (spec 12, 16).
 */
import { optional, requiredString } from '../call.js'
import { ApiError } from '../errors.js'
import type { PlainCallbacks } from '../plainApi.js'
import type { Answered, CallTable } from './answered.js'
import { finite, flag, requiredTexts, text } from './read.js'

/** The options of tt.showLoading. */
export interface ShowLoadingOptions extends PlainCallbacks {
  title: string
  /** Whether it keeps touches from what is below. false by default. */
  mask?: boolean | null
}

/** The options of tt.showToast. */
export interface ShowToastOptions extends PlainCallbacks {
  title: string
  /** `success` by default. */
  icon?: 'success' | 'loading' | 'none' | 'fail' | null
  /** Milliseconds; 1500 by default. */
  duration?: number | null
  /** Whether it keeps touches from what is below. false by default. */
  mask?: boolean | null
}

/** The options of tt.showModal. */
export interface ShowModalOptions extends PlainCallbacks<ShowModalResult> {
  title?: string | null
  content?: string | null
  confirmText?: string | null
  /** true by default. */
  showCancel?: boolean | null
  cancelText?: string | null
  /** Whether the user may write a text. false by default. */
  editable?: boolean | null
  placeholderText?: string | null
}

/** What success of tt.showModal gets. */
export interface ShowModalResult {
  /** Whether the user tapped the button that agrees. */
  confirm: boolean
  /** Whether the user tapped the button that cancels. */
  cancel: boolean
  /** What the user wrote, where `editable` is true. */
  content?: string
}

/** The options of tt.showActionSheet. */
export interface ShowActionSheetOptions extends PlainCallbacks<ShowActionSheetResult> {
  /** What can be chosen: 1 to 6 texts. */
  itemList: readonly string[]
}

/** What success of tt.showActionSheet gets. */
export interface ShowActionSheetResult {
  /** Which item the user tapped, from 0 on. */
  tapIndex: number
}

/** These calls, and what each is told with. */
export interface FeedbackCalls {
  /** Shows that something is under way, until hideLoading. */
  showLoading: Answered<ShowLoadingOptions, { title: string; mask: boolean }>
  hideLoading: Answered<PlainCallbacks>
  /** Shows a short message for a while. */
  showToast: Answered<
    ShowToastOptions,
    { title: string; icon: string; duration: number; mask: boolean }
  >
  hideToast: Answered<PlainCallbacks>
  /** Asks the user. Where nobody is there to answer, the host agrees. */
  showModal: Answered<
    ShowModalOptions,
    {
      title: string
      content: string
      confirmText: string
      showCancel: boolean
      cancelText: string
      editable: boolean
      placeholderText: string
    },
    ShowModalResult
  >
  /** Has the user choose an item. Where nobody is there to answer, the first one is tapped. */
  showActionSheet: Answered<ShowActionSheetOptions, { itemList: string[] }, ShowActionSheetResult>
}

const icons = ['success', 'loading', 'none', 'fail']

/** Most items of an action sheet [feishu]. */
const mostItems = 6

/** How they are read and run. */
export const feedback: CallTable<FeedbackCalls> = {
  showLoading: {
    options: ['title', 'mask'],
    read: (values) => ({ title: requiredString(values, 'title'), mask: flag(values, 'mask') }),
  },
  hideLoading: { options: [], read: () => ({}) },
  showToast: {
    options: ['title', 'icon', 'duration', 'mask'],
    read: (values) => {
      const icon = text(values, 'icon', 'success')
      if (!icons.includes(icon)) throw new ApiError('paramInvalid', ['icon'])
      return {
        title: requiredString(values, 'title'),
        icon,
        duration: finite(values, 'duration', 1500),
        mask: flag(values, 'mask'),
      }
    },
  },
  hideToast: { options: [], read: () => ({}) },
  showModal: {
    options: [
      'title',
      'content',
      'confirmText',
      'showCancel',
      'cancelText',
      'editable',
      'placeholderText',
    ],
    read: (values) => ({
      title: text(values, 'title', ''),
      content: text(values, 'content', ''),
      confirmText: text(values, 'confirmText', '确定'),
      showCancel: optional(values, 'showCancel', 'boolean') ?? true,
      cancelText: text(values, 'cancelText', '取消'),
      editable: flag(values, 'editable'),
      placeholderText: text(values, 'placeholderText', ''),
    }),
    /** Where nobody says otherwise the user agrees; who says one half has said the other. */
    async run(_asked, ask) {
      const told = await ask()
      const confirm = told.confirm ?? !told.cancel
      return { ...told, confirm, cancel: told.cancel ?? !confirm }
    },
  },
  showActionSheet: {
    options: ['itemList'],
    read: (values) => ({ itemList: requiredTexts(values, 'itemList', mostItems) }),
    async run({ itemList }, ask) {
      const { tapIndex = 0 } = await ask()
      if (!itemList.some((_item, index) => index === tapIndex)) {
        throw new Error(`no item ${String(tapIndex)} to tap`)
      }
      return { tapIndex }
    },
  },
}
