/**
 * createHost for Node.
 */
import { randomBytes } from 'node:crypto'
import type { LookupFunction } from 'node:net'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import type { Platform } from '../../platform.js'
import { createNetworkQuality } from '../../profile/quality.js'
import { type Host, wireHost } from '../host.js'
import { defaultAppId, type RuleOptions } from '../settings.js'
import { type AlbumOption, createAlbum } from './album.js'
import { nodeClock } from './clock.js'
import { contentType } from './contentType.js'
import { createCookieStore } from './cookies.js'
import { createFileStore } from './files/store.js'
import { createHasher } from './hasher.js'
import { createMedia } from './media.js'
import { createProxyFinder } from './proxy.js'
import { createTransport } from './transport.js'

/** The options of {@link createHost} in Node. */
export interface HostOptions extends RuleOptions {
  /** true switches off the certificate check alone, for test servers. */
  insecureTls?: boolean
  /** Certificates (PEM) of issuers to trust beside the built-in ones. */
  ca?: string | Uint8Array | readonly (string | Uint8Array)[]
  /** Revocation lists (PEM); a certificate in one of them is refused. */
  crl?: string | Uint8Array | readonly (string | Uint8Array)[]
  /**
   * The proxy, as an http, https or socks5 URL; false for none. Without it HTTPS_PROXY, HTTP_PROXY
   * and NO_PROXY of the environment hold.
   */
  proxy?: string | false
  /** Bytes that the saved files of the mini-program may take. 10 MiB by default, as on the phone. */
  userQuota?: number
  /** A folder that outlives the process, for saved files and the like; else they go with the host. */
  storage?: string
  /**
   * What chooseImage and its kin offer where no person picks: paths and globs of files, in their
   * order, or a function that gets the request and returns files, or nothing to cancel.
   *
   * @example album: ['test/photos/*.jpg']
   * @example album: ({ count }) => (count > 1 ? ['a.jpg', 'b.jpg'] : undefined)
   */
  album?: AlbumOption
  /** Name resolution, as in node:net. */
  lookup?: LookupFunction
  /**
   * Told what a callback of the mini-program throws. Without it such an error is thrown on a later
   * tick, as an uncaught one.
   */
  onError?: (error: unknown) => void
}

/**
 * Makes a host: what the phone is to a mini-program.
 *
 * @throws {TypeError} where an option is wrong, saying which
 * @example
 * const host = createHost({
 *   appId: 'tt07e3715e98c9aac0',
 *   version: '1.2.0',
 *   domains: { uploadFile: ['https://upload.example.com'] },
 * })
 * globalThis.tt = host.tt
 */
export function createHost(options: HostOptions = {}): Host {
  const { checkDomains = true, insecureTls = false } = options
  if (typeof insecureTls !== 'boolean') {
    throw new TypeError(`insecureTls must be true or false, got ${String(insecureTls)}`)
  }
  if (options.lookup !== undefined && typeof options.lookup !== 'function') {
    throw new TypeError('lookup must be a function as in node:net')
  }
  const random = (length: number): Uint8Array => randomBytes(length)
  const quality = createNetworkQuality(nodeClock.now)
  const platform: Platform = {
    clock: nodeClock,
    random,
    transport: createTransport(
      {
        clock: nodeClock,
        lookup: options.lookup,
        findProxy: createProxyFinder(options.proxy, process.env),
        checkCertificates: checkDomains && !insecureTls,
        secureContext: lazy(() => secureContext(options, checkDomains)),
      },
      quality,
    ),
    files: createFileStore({
      appId: options.appId ?? defaultAppId,
      storage: options.storage,
      quota: options.userQuota ?? 10 * 1024 * 1024,
      random,
    }),
    album: createAlbum(options.album),
    media: createMedia(),
    createHasher,
    contentType,
    reportError: options.onError ?? throwLater,
  }
  const cookies = options.appConfig?.cookie?.enableStore === true ? createCookieStore() : undefined
  return wireHost(options, { platform, cookies, quality })
}

/** The developer tool's switch checks neither the certificate nor the TLS version (spec 5). */
function secureContext({ ca, crl }: HostOptions, checkDomains: boolean): SecureContext {
  return createSecureContext({
    minVersion: checkDomains ? 'TLSv1.2' : 'TLSv1',
    ...(!checkDomains && { ciphers: 'DEFAULT:@SECLEVEL=0' }),
    ...(ca !== undefined && { ca: [...rootCertificates, ...pemList(ca)] }),
    ...(crl !== undefined && { crl: pemList(crl) }),
  })
}

function pemList(value: NonNullable<HostOptions['ca']>): (string | Buffer)[] {
  const list = Array.isArray(value) ? value : [value]
  return list.map((pem: string | Uint8Array) => (typeof pem === 'string' ? pem : Buffer.from(pem)))
}

function lazy<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}
