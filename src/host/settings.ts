/**
 * The host's options, checked and completed.
 */
import { anyOrigin } from '../api/checkUrl.js'
import type { Settings } from '../api/context.js'
import { forEachNetworkApi, type NetworkApi, networkApis } from '../api/networkApis.js'
import { readAddressBlock } from '../rules/addresses.js'
import { type DomainEntry, parseDomainEntry } from '../rules/domains.js'
import {
  type Device,
  defaultDevices,
  type PhoneScreen,
  referer,
  userAgent,
} from '../rules/identity.js'
import { effectiveTimeout, platformTimeout } from '../rules/timeout.js'
import { type EnvType, parseUrl } from '../rules/url.js'

/** The parts of app.json that a host heeds. */
export interface AppConfig {
  /** Default time-outs in milliseconds. */
  networkTimeout?: { [Api in NetworkApi]?: number }
  /** The cookie store, which is off by default. */
  cookie?: { enableStore?: boolean }
}

/** The options that hold on every platform. */
export interface RuleOptions {
  /** The mini-program's id. `tt0000000000000000` by default. */
  appId?: string
  /** The mini-program's version. `0.0.0` by default. */
  version?: string
  /** The release kind; `production` is the released version. `development` by default. */
  envType?: EnvType
  /**
   * The domain lists, one for each API: https origins, such as `https://upload.example.com`. Empty by
   * default. `socket` is taken so that all four of a mini-program can stand together; nothing here
   * opens sockets.
   */
  domains?: { [Api in NetworkApi]?: readonly string[] } & { socket?: readonly string[] }
  /**
   * false lets every URL pass, and checks neither certificates nor the TLS version: the switch of
   * the platform's developer tool. Not for a `production` host. True by default.
   */
  checkDomains?: boolean
  /**
   * Origins that pass the domain list although the platform's could not hold them, such as
   * `http://127.0.0.1:8080`: servers of your own while you work on them. Certificates are checked.
   * `*` has all pass, where nobody knows the lists yet.
   */
  trustedOrigins?: readonly string[]
  /**
   * true: no connection is made to a private address (of this machine, its network, a cloud's
   * metadata), whatever URL, name or redirect leads there; a list of addresses and ranges, such as
   * `['10.1.2.3', 'fd00:1::/32']`, is what may be reached all the same. For mini-programs of others.
   * It is checked on each address that is connected to. Routes and the proxy are your own choice and
   * are not; names that a proxy resolves can't be. False by default.
   */
  blockPrivateAddresses?: boolean | readonly string[]
  /** The phone and the app on it: a platform, or any of its parts. iOS by default. */
  device?: Partial<Device>
  /** What app.json says. */
  appConfig?: AppConfig
  /** The most that `timeout` can be, in milliseconds. 60 000 by default, as on the phone. */
  maxTimeout?: number
  /** Uploads that run at once; more wait. 5 by default, as on the phone. */
  maxConcurrentUploads?: number
  /** The same for tt.request; 10 by default. */
  maxConcurrentRequests?: number
  /** The same for tt.downloadFile; 5 by default. */
  maxConcurrentDownloads?: number
  /** Bytes of an answer, decoded; a longer one fails. 64 MiB by default. */
  maxResponseSize?: number
  /** Bytes of a download, decoded; a longer one fails. 200 MiB by default, as on the phone. */
  maxDownloadSize?: number
  /**
   * true: records and HAR show authorization, cookies, and form fields, queries and JSON values named
   * like keys or tokens, which are masked by default.
   */
  showSecrets?: boolean
  /** Calls of the network that `host.har()` tells: the last 100 by default, none where it is 0. */
  keepExchanges?: number
  /** Every warning fails the call. For tests. */
  strict?: boolean
}

/** The mini-program's id where none is given. */
export const defaultAppId = 'tt0000000000000000'

const envTypes = ['production', 'development', 'preview', 'gray'] as const

/** Checks the options. @throws {TypeError} saying which is wrong, and what it can be */
export function readSettings(options: RuleOptions): Settings {
  const { envType = 'development', checkDomains = true, maxTimeout = platformTimeout } = options
  if (!envTypes.includes(envType)) {
    throw new TypeError(`envType must be one of ${envTypes.join(', ')}, got ${String(envType)}`)
  }
  boolean('checkDomains', checkDomains)
  boolean('strict', options.strict ?? false)
  boolean('showSecrets', options.showSecrets ?? false)
  readAddressBlock(options.blockPrivateAddresses)
  if (envType === 'production' && !checkDomains) {
    throw new TypeError('checkDomains: false is not for a production host; use envType development')
  }
  positive('maxTimeout', maxTimeout)
  const { domains = {}, trustedOrigins = [], appConfig = {} } = options
  record('domains', domains)
  record('appConfig', appConfig)
  if (domains.socket !== undefined && !Array.isArray(domains.socket)) {
    throw new TypeError('domains.socket must be an array of origins')
  }
  if (!Array.isArray(trustedOrigins)) throw new TypeError('trustedOrigins must be an array')
  const device = readDevice(options.device ?? {})
  const appId = identifier('appId', options.appId ?? defaultAppId)
  const version = identifier('version', options.version ?? '0.0.0')
  return {
    appId,
    version,
    envType,
    identity: [
      ['user-agent', userAgent(device)],
      ['referer', referer(appId, version)],
    ],
    device,
    domains: forEachNetworkApi((api) => domainList(api, domains[api] ?? [])),
    checkDomains,
    trustedOrigins: new Set(trustedOrigins.map(readOrigin)),
    timeout: {
      ...forEachNetworkApi((api) =>
        effectiveTimeout(appConfig.networkTimeout?.[api], platformTimeout, maxTimeout),
      ),
      most: maxTimeout,
    },
    atOnce: forEachNetworkApi((api) => {
      const { atOnce, atOnceOption } = networkApis[api]
      return atLeastOne(atOnceOption, options[atOnceOption] ?? atOnce)
    }),
    maxResponseSize: positive('maxResponseSize', options.maxResponseSize ?? 64 * 1024 * 1024),
    maxDownloadSize: positive('maxDownloadSize', options.maxDownloadSize ?? 200 * 1024 * 1024),
    keepExchanges: notNegative('keepExchanges', options.keepExchanges ?? 100),
    strict: options.strict ?? false,
  }
}

function domainList(name: string, list: readonly string[]): DomainEntry[] {
  if (!Array.isArray(list)) throw new TypeError(`domains.${name} must be an array of origins`)
  return list.map(parseDomainEntry)
}

function readOrigin(text: unknown): string {
  if (text === anyOrigin) return text
  const url = typeof text === 'string' ? parseUrl(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`trustedOrigins must hold http or https origins, or *, got ${shown(text)}`)
  }
  return url.origin
}

function readDevice(asked: Partial<Device>): Device {
  record('device', asked)
  const { platform = 'ios' } = asked
  if (platform !== 'ios' && platform !== 'android') {
    throw new TypeError(`device.platform must be ios or android, got ${String(platform)}`)
  }
  const device: Omit<Device, 'brand' | 'model' | 'screen'> = { ...defaultDevices[platform] }
  for (const key of Object.keys(device) as (keyof typeof device)[]) {
    const value = asked[key]
    if (value !== undefined) Object.assign(device, { [key]: identifier(`device.${key}`, value) })
  }
  const { brand, model, screen } = asked
  return {
    ...device,
    ...(brand !== undefined && { brand: text('device.brand', brand) }),
    ...(model !== undefined && { model: text('device.model', model) }),
    ...(screen !== undefined && { screen: readScreen(screen) }),
  }
}

function readScreen(asked: PhoneScreen): PhoneScreen {
  record('device.screen', asked)
  const { width, height, pixelRatio, statusBar, navigationBar, homeBar } = asked
  const size = (key: keyof PhoneScreen, value: number) => notNegative(`device.screen.${key}`, value)
  return {
    width: positive('device.screen.width', width),
    height: positive('device.screen.height', height),
    pixelRatio: positive('device.screen.pixelRatio', pixelRatio),
    statusBar: size('statusBar', statusBar),
    navigationBar: size('navigationBar', navigationBar),
    homeBar: size('homeBar', homeBar),
  }
}

function text(name: string, value: string): string {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(`${name} must be a string, got ${shown(value)}`)
  }
  return value
}

function notNegative(name: string, value: number): number {
  if (typeof value !== 'number' || !(value >= 0)) {
    throw new TypeError(`${name} must be a number, 0 or more, got ${String(value)}`)
  }
  return value
}

/** Text that can stand in a header. */
function identifier(name: string, value: string): string {
  if (typeof value !== 'string' || !/^[\x20-\x7e]+$/.test(value)) {
    throw new TypeError(`${name} must be a string of printable ASCII, got ${shown(value)}`)
  }
  return value
}

/** A wrong value within a message. */
function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function positive(name: string, value: number): number {
  if (typeof value !== 'number' || !(value > 0)) {
    throw new TypeError(`${name} must be a number above 0, got ${String(value)}`)
  }
  return value
}

function atLeastOne(name: string, value: number): number {
  if (typeof value !== 'number' || !(value >= 1)) {
    throw new TypeError(`${name} must be a number, 1 or more, got ${String(value)}`)
  }
  return value
}

/** An object of options; a list or a text in its place would pass for an empty one. */
function record(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${name} must be an object`)
  }
}

function boolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean') {
    throw new TypeError(`${name} must be true or false, got ${String(value)}`)
  }
}
