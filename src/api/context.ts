/**
 * What the APIs of one host share.
 */
import type { Platform } from '../platform.js'
import type { NetworkQuality } from '../profile/quality.js'
import type { DomainEntry } from '../rules/domains.js'
import type { Header } from '../rules/headers.js'
import type { Device } from '../rules/identity.js'
import type { EnvType } from '../rules/url.js'
import type { CookieStore } from './cookies.js'
import type { Faults } from './faults.js'
import type { Group } from './group.js'
import type { NetworkApi } from './networkApis.js'
import type { Recorder } from './recorder.js'
import type { Warning } from './warnings.js'

/** The host's options, checked and completed. */
export interface Settings {
  readonly appId: string
  /** The mini-program's. */
  readonly version: string
  readonly envType: EnvType
  /** The platform's own headers, which stand on every request: who is calling. */
  readonly identity: readonly Header[]
  /** The phone that the host plays. */
  readonly device: Device
  readonly domains: Readonly<Record<NetworkApi, readonly DomainEntry[]>>
  readonly checkDomains: boolean
  /** Origins that pass the domain list although the platform's could not hold them. */
  readonly trustedOrigins: ReadonlySet<string>
  /** Milliseconds. */
  readonly timeout: Readonly<Record<NetworkApi, number>> & { readonly most: number }
  /** Calls that run at once. */
  readonly atOnce: Readonly<Record<NetworkApi, number>>
  /** Bytes of an answer, decoded. */
  readonly maxResponseSize: number
  /** Bytes of a download, decoded. */
  readonly maxDownloadSize: number
  /** Calls of the network that are kept for the HAR. */
  readonly keepExchanges: number
  readonly strict: boolean
}

/** A call under way, as the host sees it. */
export interface RunningCall {
  /** Ends it as aborted, for the host closes. */
  abort(): void
  /** Settles when its callbacks have run. */
  readonly ended: Promise<void>
  /** It goes on until it is taken back, as a listener does: nobody waits for its end. */
  readonly lasts?: true
}

/** What a call needs that goes no further than here, such as navigateTo. */
export interface CallContext {
  readonly platform: Pick<Platform, 'reportError'>
  readonly settings: Pick<Settings, 'strict'>
  readonly running: Group<RunningCall>
  readonly closed: boolean
  warn(warning: Warning): void
}

/** What the APIs of one host share. */
export interface Context extends CallContext {
  readonly platform: Platform
  readonly settings: Settings
  readonly cookies: CookieStore | undefined
  readonly quality: NetworkQuality
  /** Keeps what the calls of the network did. */
  readonly recorder: Recorder
  /** What a test makes the next calls fail with. */
  readonly faults: Faults
  /** Set once the host is closed. */
  closed: boolean
  /** When the mini-program went to the background; undefined in the foreground. */
  backgroundSince: number | undefined
}
