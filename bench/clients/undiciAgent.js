// The connections of both of undici's clients.
import { Agent } from 'undici'

const hour = 3_600_000

/** @param {import('./client.js').ClientOptions} options */
export const createAgent = ({ ca, atOnce }) =>
  new Agent({ connections: atOnce, headersTimeout: hour, bodyTimeout: hour, connect: { ca } })
