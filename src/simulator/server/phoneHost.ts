/**
 * The host of a session: the options of the simulator, and what the person has set of the phone.
 */
import type { NetworkApi } from '../../api/networkApis.js'
import { networkApis } from '../../api/networkApis.js'
import type { Host } from '../../host/host.js'
import { createHost, type HostOptions } from '../../host/node/createHost.js'
import { settleOptions } from '../../host/node/settleOptions.js'
import { defaultAppId } from '../../host/settings.js'
import type { RouteTarget } from '../../platform.js'
import type { Device } from '../../rules/identity.js'
import { findPhone, type Phone, usualPhone } from './phones.js'

/** What all hosts of one simulator have in common. */
export interface PhonePlan {
  /** What createHost is given, but for what the switches decide. */
  readonly options: HostOptions
  readonly appId: string
  /** The folder that app.json lies in. */
  readonly root: string
  readonly domains: Readonly<Record<NetworkApi, readonly string[]>>
  /** Whether any list has an entry. */
  readonly listed: boolean
  /** A released version, whose URLs are always checked. */
  readonly released: boolean
  /** What the switch is at the start: `undefined` where there is no list to hold URLs against. */
  readonly checkDomains: boolean | undefined
  readonly phone: Phone
  /** What the project's files say of the app on the phone. */
  readonly device: Partial<Device>
  readonly routes: Readonly<Record<string, RouteTarget>>
  /** Files that are offered where the mini-program wants some, and the folder from which they go. */
  readonly album: string | readonly string[] | undefined
  readonly albumFolder: string | undefined
}

/** What is given of a phone when a simulator starts. */
export interface PhonePlanOptions {
  readonly options: HostOptions
  readonly phone: string | undefined
  readonly routes: Readonly<Record<string, RouteTarget>>
}

/** Reads the project's files once. @throws {TypeError} saying what is wrong with them */
export function planPhone({ options, phone, routes }: PhonePlanOptions): PhonePlan {
  const { options: settled, root, albumFolder } = settleOptions(options)
  if (root === undefined) throw new TypeError('the simulator needs a project')
  const apis = Object.keys(networkApis) as NetworkApi[]
  const domains = Object.fromEntries(
    apis.map((api) => [api, settled.domains?.[api] ?? []]),
  ) as unknown as PhonePlan['domains']
  const listed = apis.some((api) => domains[api].length > 0)
  const released = settled.envType === 'production'
  const { device = {} } = settled
  return {
    options,
    appId: settled.appId ?? defaultAppId,
    root,
    domains,
    listed,
    released,
    checkDomains: settled.checkDomains === false ? false : listed || released ? true : undefined,
    phone: phone === undefined ? usualPhone(device.platform) : findPhone(phone),
    device,
    routes,
    album: typeof settled.album === 'function' ? undefined : settled.album,
    albumFolder,
  }
}

/** Makes the host of one phone. @throws {TypeError} where a switch is not for this host */
export function makePhone(plan: PhonePlan, phone: Phone, checkDomains: boolean | undefined): Host {
  const { device: own, options } = plan
  const same = (own.platform ?? 'ios') === phone.device.platform
  const host = createHost({
    ...options,
    // What the files say of the app holds on any phone of its platform; what the phone is, it says itself.
    device: { ...(same && own), ...phone.device },
    checkDomains: checkDomains ?? true,
    ...(checkDomains === undefined && { trustedOrigins: ['*'] }),
  })
  for (const [origin, target] of Object.entries(plan.routes)) host.route(origin, target)
  return host
}
