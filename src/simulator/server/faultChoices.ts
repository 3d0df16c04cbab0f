/**
 * What can go wrong with the next call: the error table, as a person chooses from it.
 */
import { adviceFor, type ErrorName, errorRows, networkErrors } from '../../api/errors.js'
import { createFaults, type FaultOptions } from '../../api/faults.js'
import { type NetworkApi, networkApis } from '../../api/networkApis.js'
import type { FaultChoice } from '../protocol/wire.js'

/** What stands in a text for what the call will say. */
const anyCall = { url: '…', filePath: '…' }

/** Every error that an API of the network can fail with; those of Chromium's names each for itself. */
export function faultChoices(): FaultChoice[] {
  return (Object.keys(networkApis) as NetworkApi[]).flatMap((api) => {
    const codes = new Set(rowsOf(api).map((row) => codeOf(api, row)))
    return [...codes]
      .sort((one, other) => one - other)
      .flatMap((code) =>
        code === codeOf(api, 'network')
          ? Object.keys(networkErrors).map((detail) => choice(api, code, { detail }))
          : [choice(api, code)],
      )
  })
}

function rowsOf(api: NetworkApi): ErrorName[] {
  return (Object.keys(errorRows) as ErrorName[]).filter((name) => {
    const { api: only } = errorRows[name] as { api?: NetworkApi }
    const ofFile = name === 'fileMissing' || name === 'fileDenied'
    return (only ?? api) === api && !(ofFile && api === 'request')
  })
}

function codeOf(api: NetworkApi, row: ErrorName): number {
  return networkApis[api].number * 100 + errorRows[row].suffix
}

function choice(api: NetworkApi, errorCode: number, options?: FaultOptions): FaultChoice {
  const faults = createFaults()
  faults.add(api, errorCode, options)
  const result = faults.take(api)!.error(anyCall).result(api)
  return {
    api,
    errorCode,
    ...(options && { options }),
    text: result.errMsg,
    advice: adviceFor(result),
  }
}
