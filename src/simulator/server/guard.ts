/**
 * Who may ask, and what answers may do in a browser.
 */
import type { IncomingMessage } from 'node:http'
import { networkInterfaces } from 'node:os'

/** Names of this machine that no name server decides about: against DNS rebinding. */
const loopback: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/** Where a request came in. */
export interface Door {
  /** As the page sees us. */
  readonly origin: string
  /** From another device: the phone's page alone. */
  readonly lan: boolean
}

/** The door of a request; undefined where it names another host than us. */
export function doorOf({ headers }: IncomingMessage, lan: boolean): Door | undefined {
  const { host = '' } = headers
  if (!/^(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?$/i.test(host)) return undefined
  const name = host.replace(/:\d+$/, '').toLowerCase()
  const origin = `http://${host.toLowerCase()}`
  if (loopback.includes(name)) return { origin, lan: false }
  return lan && lanAddresses().includes(name) ? { origin, lan: true } : undefined
}

/** The IPv4 addresses of this machine in its networks, those first that a home or an office has. */
export function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flat()
  const addresses = all.flatMap((one) =>
    one !== undefined &&
    one.family === 'IPv4' &&
    !one.internal &&
    !one.address.startsWith('169.254.')
      ? [one.address]
      : [],
  )
  const rank = (address: string) =>
    ['192.168.', '10.', '172.'].findIndex((start) => address.startsWith(start))
  const order = (address: string) => (rank(address) < 0 ? 9 : rank(address))
  return addresses.sort((one, other) => order(one) - order(other))
}

type Headers = Readonly<Record<string, string>>

/** What stands on every answer. */
const always: Headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
}

/** The person's page: our own scripts, our own frame, our own socket. */
export function pageHeaders(origin: string): Headers {
  const socket = origin.replace(/^http/, 'ws')
  return {
    ...always,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': policy({
      'default-src': "'none'",
      // Not what the project's own files say.
      'script-src': `${origin}/assets/`,
      'style-src': `${origin}/assets/`,
      'style-src-attr': "'unsafe-inline'",
      'img-src': "'self' data: blob:",
      'media-src': "'self' blob:",
      'font-src': "'self' data:",
      'connect-src': `'self' ${socket}`,
      'frame-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    }),
  }
}

/**
 * The frame with the mini-program: an origin of its own, that reaches nothing but the calls that
 * answer at once. Pictures, films and fonts come from wherever the mini-program says, as on the phone.
 */
export function frameHeaders(origin: string): Headers {
  return {
    ...always,
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': policy({
      sandbox: 'allow-scripts allow-forms',
      'default-src': "'none'",
      'script-src': `${origin}/assets/ blob: 'unsafe-eval'`,
      'worker-src': 'blob:',
      'connect-src': `${origin}/sync/`,
      'style-src': `${origin}/assets/ 'unsafe-inline'`,
      'img-src': '* data: blob:',
      'media-src': '* data: blob:',
      'font-src': '* data:',
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'self'",
    }),
  }
}

/** Our own scripts and styles: the frame, whose origin is none, loads them too. */
export const assetHeaders: Headers = {
  ...always,
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
}

/** Files of others, which are shown in the frame, and are no pages of ours wherever they are opened. */
export const fileHeaders: Headers = {
  ...always,
  'access-control-allow-origin': 'null',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
  'cache-control': 'no-cache',
}

/** Answers to our own pages. */
export const dataHeaders: Headers = {
  ...always,
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "sandbox; default-src 'none'",
  'cache-control': 'no-store',
}

/** Answers to the worker, whose origin is none. */
export const syncHeaders: Headers = {
  ...dataHeaders,
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': 'null',
}

function policy(directives: Headers): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}
