/**
 * createHost for Node.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { join, resolve } from 'node:path'
import type { SecureContext } from 'node:tls'
import type { Platform } from '../../platform.js'
import { createNetworkQuality } from '../../profile/quality.js'
import { readAddressBlock } from '../../rules/addresses.js'
import { type Host, type HostParts, wireHost } from '../host.js'
import { defaultAppId, type RuleOptions } from '../settings.js'
import { type AlbumOption, createAlbum } from './album.js'
import { appFolder } from './appFolder.js'
import { builtins } from './builtins.js'
import { nodeClock } from './clock.js'
import { contentType, extension } from './contentType.js'
import { createCookieStore } from './cookies.js'
import { createFileStore } from './files/store.js'
import { leaveHar } from './harFolder.js'
import { createHasher } from './hasher.js'
import { createKeyValueStore } from './keyValues.js'
import { createMedia } from './media.js'
import { createTestNetwork } from './network/network.js'
import { createNetworkState } from './networkState.js'
import { createProxyFinder } from './proxy.js'
import { random } from './random.js'
import { settleOptions } from './settleOptions.js'
import { createTransport } from './transport.js'

/** Bytes that saved files may take (spec 2). */
const defaultQuota = 10 * 1024 * 1024

/** The options of {@link createHost} in Node. */
export interface HostOptions extends RuleOptions {
  /** true switches off the certificate check alone, for test servers. */
  insecureTls?: boolean
  /** Certificates (PEM) of issuers to trust beside the built-in ones. */
  ca?: string | Uint8Array | readonly (string | Uint8Array)[]
  /**
   * Revocation lists (PEM); a certificate in one of them is refused. As in node:tls every issuer of
   * a server's chain needs a list then: without one its certificates are refused too.
   */
  crl?: string | Uint8Array | readonly (string | Uint8Array)[]
  /**
   * The proxy, as an http, https or socks5 URL; false for none. Without it HTTPS_PROXY, HTTP_PROXY
   * and NO_PROXY of the environment hold.
   */
  proxy?: string | false
  /** Bytes that the saved files of the mini-program may take. 10 MiB by default, as on the phone. */
  userQuota?: number
  /**
   * What chooseImage and its kin offer where no person picks: paths and globs of files, in their
   * order, or a function that gets the request and returns files, or nothing to cancel.
   *
   * @example album: ['test/photos/*.jpg']
   * @example album: ({ count }) => (count > 1 ? ['a.jpg', 'b.jpg'] : undefined)
   */
  album?: AlbumOption
  /**
   * A folder that outlives the process: what the mini-program keeps is kept there, apart for each
   * appId, and shared by all hosts of the same appId: saved files, the data storage, and cookies where
   * app.json turns their store on.
   * Without it they end with the host.
   */
  storage?: string
  /**
   * The folder of the mini-program that this is the phone of; openApp runs it. Its
   * project.config.json, project.private.config.json and app.json give appId, checkDomains and
   * appConfig, where neither these options nor tt-anywhere.config.json do.
   */
  project?: string
  /**
   * A tt-anywhere.config.json, whose options hold where none is given here; false for none. By default
   * it is looked for in the project's folder, or the working directory, and above.
   */
  config?: string | false
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
export function createHost(given: HostOptions = {}): Host {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError('createHost takes an object of options')
  }
  const { options, root, albumFolder } = settleOptions(given)
  const { checkDomains = true, insecureTls = false, storage } = options
  if (typeof insecureTls !== 'boolean') {
    throw new TypeError(`insecureTls must be true or false, got ${String(insecureTls)}`)
  }
  if (options.lookup !== undefined && typeof options.lookup !== 'function') {
    throw new TypeError('lookup must be a function as in node:net')
  }
  if (options.onError !== undefined && typeof options.onError !== 'function') {
    throw new TypeError('onError must be a function')
  }
  if (storage !== undefined && (typeof storage !== 'string' || storage === '')) {
    throw new TypeError('storage must be the path of a folder')
  }
  const { userQuota = defaultQuota } = options
  if (typeof userQuota !== 'number' || !(userQuota >= 0)) {
    throw new TypeError(`userQuota must be a number of bytes, got ${String(userQuota)}`)
  }
  const certificates = readCertificates(options)
  // Not where a later change of the working directory would put it.
  const folder =
    storage === undefined
      ? undefined
      : join(resolve(storage), appFolder(options.appId ?? defaultAppId))
  const quality = createNetworkQuality(nodeClock.now)
  const network = createTestNetwork()
  const platform: Platform = {
    clock: nodeClock,
    random,
    transport: createTransport(
      {
        clock: nodeClock,
        lookup: options.lookup,
        block: readAddressBlock(options.blockPrivateAddresses),
        checkCertificates: checkDomains && !insecureTls,
        secureContext: lazy(() => secureContext(certificates, checkDomains)),
        network,
      },
      createProxyFinder(options.proxy, process.env),
      quality,
    ),
    networkControl: network,
    network: createNetworkState(network),
    files: createFileStore({ folder, quota: userQuota, random }),
    keyValues: createKeyValueStore(folder && join(folder, 'values'), random),
    album: createAlbum(options.album, albumFolder),
    media: createMedia(),
    createHasher,
    contentType,
    extension,
    reportError: errorReporter(options.onError),
  }
  const cookies: HostParts['cookies'] = (problem) =>
    createCookieStore(
      folder === undefined ? undefined : { path: join(folder, 'cookies.json'), problem },
    )
  const stored = options.appConfig?.cookie?.enableStore === true
  const host = wireHost(options, {
    platform,
    cookies: stored ? cookies : undefined,
    quality,
    project: root,
  })
  const harFolder = process.env.TT_ANYWHERE_HAR
  if (harFolder) leaveHar(host, resolve(harFolder))
  return host
}

/** The developer tool's switch checks neither the certificate nor the TLS version (spec 5). */
function secureContext({ ca, crl }: Certificates, checkDomains: boolean): SecureContext {
  const { createSecureContext, rootCertificates } = builtins.tls()
  return createSecureContext({
    minVersion: checkDomains ? 'TLSv1.2' : 'TLSv1',
    ...(!checkDomains && { ciphers: 'DEFAULT:@SECLEVEL=0' }),
    ...(ca && { ca: [...rootCertificates, ...extraRoots(), ...ca] }),
    ...(crl && { crl }),
  })
}

/** node:tls trusts these by itself only where it is given no `ca`. */
function extraRoots(): string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS
  try {
    return file ? [readFileSync(file, 'utf8')] : []
  } catch {
    // Node itself has warned of a file that it can't read.
    return []
  }
}

/** What is not PEM must show when the host is made: later it would pass for nothing. */
interface Certificates {
  readonly ca: string[] | undefined
  readonly crl: string[] | undefined
}

function readCertificates({ ca, crl }: HostOptions): Certificates {
  return {
    ca: ca === undefined ? undefined : pemList('ca', ca, (pem) => new X509Certificate(pem)),
    crl:
      crl === undefined
        ? undefined
        : pemList('crl', crl, (pem) => builtins.tls().createSecureContext({ crl: pem })),
  }
}

function pemList(name: string, value: unknown, read: (pem: string) => void): string[] {
  return (Array.isArray(value) ? value : [value]).map((item: unknown) => {
    const pem = item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : item
    try {
      if (typeof pem !== 'string') throw new Error('it is neither text nor bytes')
      if (!pem.includes('-----BEGIN')) throw new Error('it is not PEM')
      read(pem)
      return pem
    } catch (cause) {
      throw new TypeError(`${name} must be PEM: ${(cause as Error).message}`, { cause })
    }
  })
}

function lazy<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** An onError that throws itself must not stop the callbacks that are still to come (spec 7). */
function errorReporter(onError: HostOptions['onError']): (error: unknown) => void {
  if (onError === undefined) return throwLater
  return (error) => {
    try {
      onError(error)
    } catch (own) {
      throwLater(own)
    }
  }
}

function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}
