/**
 * The host of `tt-anywhere upload`: what was typed, and what the files of a project say.
 */
import { readFile } from 'node:fs/promises'
import { settleOptions } from '../host/node/settleOptions.js'
import { createHost, type Host, type HostOptions } from '../index.js'
import { UsageError } from './arguments.js'
import { mostTimeout, type UploadRequest } from './uploadRequest.js'

/** Whether the URL is held against the domain list, as on the phone. */
function isChecked({ domains, envType }: HostOptions): boolean {
  return (domains?.uploadFile ?? []).length > 0 || envType === 'production'
}

/**
 * Makes the host; `checked` tells whether it holds the URL against its domain list.
 *
 * @throws {UsageError}
 */
export async function makeHost(request: UploadRequest): Promise<{ host: Host; checked: boolean }> {
  const { appId, appVersion, platform, domains, envType, insecure, proxy, caFile } = request
  const asked: HostOptions = {
    project: request.project,
    appId,
    version: appVersion,
    envType,
    domains: { uploadFile: domains.length > 0 ? domains : undefined },
    device: { platform },
    // What was not typed is for the files to say.
    insecureTls: insecure || undefined,
    ca: caFile === undefined ? undefined : await readCa(caFile),
    proxy,
    blockPrivateAddresses: request.blockPrivateAddresses || undefined,
    ...(!request.readsConfig && { config: false }),
    maxTimeout: mostTimeout,
    showSecrets: request.showSecrets,
    keepExchanges: request.repeat,
  }
  try {
    const { options } = settleOptions(asked)
    const checked = isChecked(options)
    const trusted = [...(options.trustedOrigins ?? []), ...originOf(request.url)]
    const host = createHost(checked ? asked : { ...asked, trustedOrigins: trusted })
    return { host, checked }
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

/** What is no http or https URL is for tt.uploadFile to refuse. */
function originOf(text: string): string[] {
  try {
    const { origin, protocol } = new URL(text)
    return /^https?:$/.test(protocol) ? [origin] : []
  } catch {
    return []
  }
}

async function readCa(file: string): Promise<Buffer> {
  const pem = await readFile(file).catch((cause: Error) => {
    throw new UsageError(`--ca ${file} can't be read: ${cause.message}`, { cause })
  })
  // node:tls takes anything, and trusts nobody for it.
  if (!pem.includes('-----BEGIN ')) throw new UsageError(`--ca ${file} holds no certificate in PEM`)
  return pem
}
