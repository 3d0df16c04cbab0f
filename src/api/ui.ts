/**
 * What a mini-program shows around an upload (spec 12): told as host events, answered by the host.
 */
import { type OptionValues, optional, requiredString } from './call.js'
import type { Context } from './context.js'
import { ApiError } from './errors.js'
import { type PlainCallbacks, plainApi } from './plainApi.js'

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

/** What each of these calls is told with, by its name: the options as they hold, defaults included. */
export interface UiCalls {
  showLoading: { title: string; mask: boolean }
  hideLoading: object
  showToast: { title: string; icon: string; duration: number; mask: boolean }
  hideToast: object
  showModal: {
    title: string
    content: string
    confirmText: string
    showCancel: boolean
    cancelText: string
    editable: boolean
    placeholderText: string
  }
}

/** The name of such a call. */
export type UiApi = keyof UiCalls

/** What `host.on('ui')` is told: something was to be shown, or taken away. */
export type UiEvent = { [Name in UiApi]: { api: Name; options: UiCalls[Name] } }[UiApi]

/**
 * Answers a call in the user's place: what it returns is what success gets beside errMsg; what it
 * throws makes the call fail with its message.
 */
export type UiAnswer<Name extends UiApi> = (
  options: UiCalls[Name],
) => UiResult<Name> | Promise<UiResult<Name>>
type UiResult<Name extends UiApi> = Name extends 'showModal' ? Partial<ShowModalResult> : unknown

/** Who answers, where it is not the default. */
export type UiAnswers = { [Name in UiApi]?: UiAnswer<Name> }

/** What stands on tt. */
export interface UiApis {
  /** Shows that something is under way, until hideLoading. */
  showLoading: (options?: ShowLoadingOptions) => void
  hideLoading: (options?: PlainCallbacks) => void
  /** Shows a short message for a while. */
  showToast: (options?: ShowToastOptions) => void
  hideToast: (options?: PlainCallbacks) => void
  /** Asks the user. Where nobody is there to answer, the host agrees. */
  showModal: (options?: ShowModalOptions) => void
}

const icons = ['success', 'loading', 'none', 'fail']

const readers: {
  [Name in UiApi]: { options: string[]; read(values: OptionValues): UiCalls[Name] }
} = {
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
        duration: optional(values, 'duration', 'number') ?? 1500,
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
  },
}

/** The names of these calls. */
export const uiApis: readonly UiApi[] = [
  'showLoading',
  'hideLoading',
  'showToast',
  'hideToast',
  'showModal',
]

/** Makes these APIs of one host; `tell` is given each call, `answers` may answer it. */
export function createUi(
  context: Context,
  tell: (event: UiEvent) => void,
  answers: UiAnswers,
): UiApis {
  function api<Name extends UiApi>(name: Name) {
    const { options, read } = readers[name]
    return plainApi<object>(
      {
        name,
        options,
        async run(values) {
          const asked = read(values)
          tell({ api: name, options: asked } as UiEvent)
          const answer = answers[name] as UiAnswer<Name> | undefined
          const told = ((await answer?.(asked)) ?? {}) as object
          return name === 'showModal' ? modalResult(told) : told
        },
      },
      context,
    )
  }
  return {
    showLoading: api('showLoading'),
    hideLoading: api('hideLoading'),
    showToast: api('showToast'),
    hideToast: api('hideToast'),
    showModal: api('showModal'),
  }
}

/** Where nobody says otherwise the user agrees; who says one half has said the other. */
function modalResult(told: Partial<ShowModalResult>): ShowModalResult {
  const confirm = told.confirm ?? !told.cancel
  return { ...told, confirm, cancel: told.cancel ?? !confirm }
}

function flag(values: OptionValues, name: string): boolean {
  return optional(values, name, 'boolean') ?? false
}

function text(values: OptionValues, name: string, fallback: string): string {
  return optional(values, name, 'string') ?? fallback
}
