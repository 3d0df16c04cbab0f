/**
 * The phone of one session: its host, and what the person sets of it. Where a switch needs another
 * host, that one comes over the same storage, and the logic starts anew.
 */
import type { FaultOptions } from '../../api/faults.js'
import { type NetworkApi, networkApis } from '../../api/networkApis.js'
import type { Host } from '../../host/host.js'
import { seamOf } from '../../host/seam.js'
import { createReceiver, type Receiver, type UploadRecord } from '../../receiver/index.js'
import type { PhoneState, ToNode } from '../protocol/wire.js'
import { makePhone, type PhonePlan } from './phoneHost.js'
import { findPhone } from './phones.js'

/** What can be set. */
type PhoneSwitches = Extract<ToNode, { type: 'set' }>['state']

/** What a phone tells. */
export interface PhoneEvents {
  /** A host was made; the one before it is closed. */
  made(host: Host): void
  received(upload: UploadRecord): void
}

/** The phone of one session. */
export interface Phone {
  readonly host: Host
  readonly state: PhoneState
  /** Sets switches; true where the host is another one since. @throws {TypeError} where one can't be */
  set(switches: PhoneSwitches): Promise<boolean>
  /** @throws {TypeError} where there is no such fault */
  fail(api: NetworkApi, errorCode: number, options: FaultOptions | undefined): void
  close(): Promise<void>
}

/** Makes it, with its first host. */
export async function createPhone(
  plan: PhonePlan,
  receiveAll: boolean,
  events: PhoneEvents,
): Promise<Phone> {
  let { phone, checkDomains } = plan
  let host = makePhone(plan, phone, checkDomains)
  let visible = true
  let receiver: Receiver | undefined
  let unroute: (() => void) | undefined
  let closed = false

  const faults = () => seamOf(host).context.faults

  function visibly(on: boolean) {
    visible = on
    if (on) host.enterForeground()
    else host.enterBackground()
  }

  async function receive(on: boolean) {
    if (!on) {
      unroute?.()
      unroute = undefined
      return
    }
    receiver ??= await startReceiver()
    if (!closed) unroute ??= host.route('*', receiver)
  }

  async function startReceiver(): Promise<Receiver> {
    const made = await createReceiver()
    made.on('upload', events.received)
    return made
  }

  /** Another host, on which all that was set is set again. */
  async function change(next: Host) {
    const old = host
    const { network } = old
    const waiting = faults().waiting()
    const received = unroute !== undefined
    unroute = undefined
    host = next
    host.network = network
    for (const { api, errorCode, options } of waiting) host.failNext(api, errorCode, options)
    visibly(visible)
    if (received) await receive(true)
    events.made(host)
    await old.close()
  }

  if (receiveAll) await receive(true)
  events.made(host)

  return {
    get host() {
      return host
    },
    get state(): PhoneState {
      return {
        network: host.network,
        visible,
        checkDomains,
        domains: plan.domains,
        receiveAll: unroute !== undefined,
        faults: faults().waiting(),
        phone: phone.model.name,
      }
    },
    async set(switches) {
      const { network, visible: shown, receiveAll: all } = switches
      const nextPhone = switches.phone === undefined ? phone : findPhone(switches.phone)
      const nextCheck =
        switches.checkDomains === undefined ? checkDomains : checked(plan, switches.checkDomains)
      const another = nextPhone !== phone || nextCheck !== checkDomains
      if (another) {
        const next = makePhone(plan, nextPhone, nextCheck)
        phone = nextPhone
        checkDomains = nextCheck
        await change(next)
      }
      if (network !== undefined) host.network = network
      if (shown !== undefined) visibly(shown)
      if (all !== undefined) await receive(all)
      return another
    },
    fail: (api, errorCode, options) => host.failNext(api, errorCode, options),
    async close() {
      closed = true
      await host.close()
      await receiver?.close({ graceMs: 0 })
    },
  }
}

/** Without a list there is nothing to check. */
function checked({ listed, released }: PhonePlan, on: boolean): boolean | undefined {
  return on && !listed && !released ? undefined : on
}

/** Whether a name is that of an API of the network. */
export function isNetworkApi(name: string): name is NetworkApi {
  return Object.hasOwn(networkApis, name)
}
