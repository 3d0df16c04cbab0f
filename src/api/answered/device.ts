/**
 * What a mini-program has the phone do (spec 16): told as host events, for there is no phone.
 */
import { requiredString } from '../call.js'
import type { PlainCallbacks } from '../plainApi.js'
import type { Answered, CallTable } from './answered.js'

/** The options of tt.makePhoneCall. */
export interface MakePhoneCallOptions extends PlainCallbacks {
  phoneNumber: string
}

/** These calls, and what each is told with. */
export interface DeviceCalls {
  /** Shakes the phone for some 15 or 30 ms. */
  vibrateShort: Answered<PlainCallbacks>
  /** Shakes the phone for 400 ms. */
  vibrateLong: Answered<PlainCallbacks>
  /** Calls a number, where the user agrees. Nobody is called here. */
  makePhoneCall: Answered<MakePhoneCallOptions, { phoneNumber: string }>
}

/** How they are read. */
export const device: CallTable<DeviceCalls> = {
  vibrateShort: { options: [], read: () => ({}) },
  vibrateLong: { options: [], read: () => ({}) },
  makePhoneCall: {
    options: ['phoneNumber'],
    read: (values) => ({ phoneNumber: requiredString(values, 'phoneNumber') }),
  },
}
