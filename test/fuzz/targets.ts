/** All targets. */
import { answersTarget } from './answers.js'
import { formTarget } from './form.js'
import { receiverTarget } from './receiver.js'
import type { Target } from './target.js'

export const targets: readonly Target[] = [formTarget, receiverTarget, answersTarget]
