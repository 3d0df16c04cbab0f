import { large, tls } from './large.js'
import { parallel, small } from './small.js'
import { start } from './start.js'

/** All works, in the order in which they run. */
export const works = [large, tls, small, parallel, start]
