import { concurrent } from './concurrent.js'
import { growth } from './growth.js'
import { large, tls } from './large.js'
import { memory } from './memory.js'
import { receiver } from './receiver.js'
import { slow } from './slow.js'
import { parallel, small } from './small.js'
import { start } from './start.js'

/** All works, in the order in which they run. */
export const works = [
  large,
  tls,
  small,
  parallel,
  concurrent,
  memory,
  growth,
  start,
  slow,
  receiver,
]
