// The same, with the SHA-256 that a receiver makes.
import { listenBusboy } from './busboyServer.js'

/** @type {typeof import('./ours.js').listen} */
export const listen = (folder, taken) => listenBusboy(folder, taken, true)
