// A bare server: busboy parses, fs writes, nobody looks at limits, time-outs or broken uploads.
import { listenBusboy } from './busboyServer.js'

/** @type {typeof import('./ours.js').listen} */
export const listen = (folder, taken) => listenBusboy(folder, taken, false)
