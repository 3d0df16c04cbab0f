/**
 * The APIs of the network as data: what one differs in from the others. A new one is a row here and
 * a file beside this one; its domain list, time-out, queue and error codes follow from the row.
 */

/** One API of the network. */
interface NetworkApiRow {
  /** AAAA of its error codes, AAAABB (spec 10). */
  readonly number: number
  /** `choice` where no page tells the number. */
  readonly source: 'page' | 'choice'
  /** The method where the call names none. */
  readonly method: string
  /** What abort() says was aborted. */
  readonly noun: string
  /** Calls that run at once, unless the host's option of this name says otherwise; more wait. */
  readonly atOnce: number
  readonly atOnceOption: string
  /** Whether `header` may set content-type. */
  readonly ownContentType: boolean
}

/** Every API of the network. */
export const networkApis = {
  uploadFile: {
    number: 1219,
    source: 'page',
    method: 'POST',
    noun: 'upload file',
    atOnce: 5,
    atOnceOption: 'maxConcurrentUploads',
    ownContentType: false,
  },
  request: {
    number: 1217,
    source: 'choice',
    method: 'GET',
    noun: 'request',
    atOnce: 10,
    atOnceOption: 'maxConcurrentRequests',
    ownContentType: true,
  },
  downloadFile: {
    number: 1218,
    source: 'choice',
    method: 'GET',
    noun: 'download file',
    atOnce: 5,
    atOnceOption: 'maxConcurrentDownloads',
    ownContentType: true,
  },
} as const satisfies Record<string, NetworkApiRow>

/** The name of an API of the network. */
export type NetworkApi = keyof typeof networkApis

/** A value for each of them. */
export function forEachNetworkApi<Value>(
  make: (api: NetworkApi) => Value,
): Record<NetworkApi, Value> {
  const names = Object.keys(networkApis) as NetworkApi[]
  return Object.fromEntries(names.map((api) => [api, make(api)])) as Record<NetworkApi, Value>
}
