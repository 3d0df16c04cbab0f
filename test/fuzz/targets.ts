/** All targets. */
import { answersTarget } from './answers.js'
import { formTarget } from './form.js'
import { optionsTarget } from './options.js'
import { receiverTarget } from './receiver.js'
import type { Target } from './target.js'
import { wireTarget } from './wire.js'

export const targets: readonly Target[] = [
  optionsTarget,
  wireTarget,
  formTarget,
  receiverTarget,
  answersTarget,
]
