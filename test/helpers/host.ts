import { createHost, type Host, type HostOptions } from 'tt-anywhere'
import { onTestFinished } from 'vitest'

/** A host that closes with the test. Its warnings are kept off the console. */
export function startHost(options: HostOptions = {}): Host {
  const host = createHost({ proxy: false, ...options })
  host.on('warning', () => {})
  onTestFinished(() => host.close())
  return host
}
