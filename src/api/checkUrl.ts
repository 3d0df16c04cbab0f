import { secretsMask } from '../profile/mask.js'
import { inDomainList } from '../rules/domains.js'
import {
  blockedPorts,
  type EnvType,
  parseUrl,
  portOf,
  protocolsFor,
  writesPort,
} from '../rules/url.js'
import type { Settings } from './context.js'
import { ApiError } from './errors.js'
import type { NetworkApi } from './networkApis.js'
import type { WarningCode } from './warnings.js'

/** Where a hop goes. */
export interface Target {
  /** As the caller, or the server that redirects, wrote it. */
  readonly text: string
  readonly url: URL
  /** Whether the text writes a port, which decides in the domain list. */
  readonly port: boolean
}

/** Among the trusted origins it stands for all of them. */
export const anyOrigin = '*'

type Warn = (code: WarningCode, value: string) => void

/** Whose domain list holds, and under which rules. */
export interface Gate {
  readonly api: NetworkApi
  readonly settings: Settings
}

/** Parses and checks the URL of a call (spec 5). */
export function firstTarget(text: string, gate: Gate, warn: Warn): Target {
  const target = targetOf(text)
  check(target, gate)
  teach(target, gate, warn)
  return target
}

/** What was read last: most mini-programs call one URL again and again. */
let last: Target | undefined

function targetOf(text: string): Target {
  if (last?.text === text) return last
  const url = parseUrl(text)
  if (url === undefined) throw new ApiError('urlInvalid', [text])
  last = { text, url, port: writesPort(text) }
  return last
}

/** Resolves and checks the target of a redirect: each hop is checked again (spec 5). */
export function nextTarget(location: string, from: Target, gate: Gate): Target {
  const url = parseUrl(location, from.url)
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new ApiError('urlRefused')
  // A relative reference writes no authority and stays at the one it came from.
  const sameOrigin = url.origin === from.url.origin
  const target = {
    text: url.href,
    url,
    port: writesPort(location, from.url) || (sameOrigin && from.port),
  }
  check(target, gate)
  return target
}

function check({ text, url, port }: Target, { api, settings }: Gate): void {
  const protocols = protocolsFor(settings.envType)
  if (!protocols.includes(url.protocol.slice(0, -1))) {
    throw new ApiError('urlProtocol', [text, supported(settings.envType)])
  }
  const listed =
    !settings.checkDomains ||
    isTrusted(url, settings) ||
    inDomainList(url, port, settings.domains[api])
  if (!listed) throw new ApiError('domain', [text])
  if (blockedPorts.has(portOf(url))) throw new ApiError('urlRefused')
}

function isTrusted({ origin }: URL, { trustedOrigins }: Settings): boolean {
  return trustedOrigins.has(anyOrigin) || trustedOrigins.has(origin)
}

function supported(envType: EnvType): string {
  return [...protocolsFor(envType)].join(', ')
}

/** Tells what a released version would refuse. */
function teach({ text, url, port }: Target, { api, settings }: Gate, warn: Warn): void {
  if (settings.envType === 'production') return
  // A warning is printed where nobody listens: without user info and tokens.
  const tell = (code: WarningCode) => warn(code, secretsMask.url(text))
  if (url.protocol === 'http:') tell('url-http')
  if (settings.checkDomains || isTrusted(url, settings)) return
  const list = settings.domains[api]
  if (inDomainList(url, port, list)) return
  const anyPort = inDomainList(url, false, list)
  tell(anyPort ? 'url-port' : 'url-unlisted')
}
