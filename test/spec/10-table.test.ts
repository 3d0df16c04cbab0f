/** Section 10, the table itself. */
import { adviceFor, type ErrorRow, errorRows } from 'tt-anywhere'
import { expect, test } from 'vitest'
import { ApiError, networkErrors } from '../../src/api/errors.js'
import { networkApis } from '../../src/api/networkApis.js'

/** The table of spec 10, as it stands there. */
const specified: readonly [code: number, detail: string, type: string][] = [
  [121999, 'url use invalid protocol, url == %s, url support protocol is %s', 'D'],
  [121999, 'url is invalid, url == %s', 'D'],
  [121901, 'url not in domain list, url == %s', 'D'],
  [121902, 'no file exist, filePath == %s', 'D'],
  [121985, 'network unavailable', 'U'],
  [121985, 'network unavailable', 'U'],
  [121923, 'network changed', 'U'],
  [121924, 'dns error', 'U'],
  [121925, 'ssl error', 'U'],
  [121926, 'connection error', 'U'],
  [121927, 'interrupted', 'U'],
  [121928, 'certificate error', 'D'],
  [121929, 'url error', 'D'],
  [121991, 'network error:%s', 'F'],
  [121920, 'request time out', 'D'],
  [121905, '%s abort', 'D'],
  [121906, "file path permission denied, open '%s'", 'D'],
  [121992, '%s', 'F'],
  [121994, 'app in background', 'U'],
]

/**
 * What the specification's other sections add: options (1, 3, 4), a strict host's warnings, and a
 * download that does not fit.
 */
const elsewhere: typeof specified = [
  [121999, 'params %s is required', 'D'],
  [121999, 'params %s type is not %s', 'D'],
  [121999, 'params %s is invalid', 'D'],
  [121999, '%s', 'D'],
  [121803, 'user dir saved file size limit exceeded', 'D'],
]

const rows: readonly ErrorRow[] = Object.values(errorRows)

test('[10.26] the table has exactly the rows of the specification', () => {
  const exported = rows.map(({ suffix, detail, type, api = 'uploadFile' }) => [
    networkApis[api].number * 100 + suffix,
    detail,
    type,
  ])
  const sorted = (table: readonly unknown[]) => table.map((row) => JSON.stringify(row)).sort()
  expect(sorted(exported)).toEqual(sorted([...specified, ...elsewhere]))
})

test('[10.26] every row tells its cause and what to do, in sentences', () => {
  for (const { causes, advice } of [...rows, ...Object.values(networkErrors)]) {
    expect(causes).toMatch(/^\S.*\.$/s)
    expect(advice).toMatch(/^\S.*\.$/s)
  }
})

test('[10.26] values stand in the message as they are', () => {
  for (const value of ['%s', '$& $1 $$', '', 'x'.repeat(100_000)]) {
    const error = new ApiError('urlProtocol', [value, 'https'])
    expect(error.result('uploadFile')).toStrictEqual({
      errMsg: `uploadFile:fail url use invalid protocol, url == ${value}, url support protocol is https`,
      errorCode: 121999,
      errorType: 'D',
    })
  }
})

test('[10.26] the advice is the one of the row, or of the name that Chromium has', () => {
  const advice = (code: number, detail: string) =>
    adviceFor({ errMsg: `uploadFile:fail ${detail}`, errorCode: code, errorType: 'D' })
  expect(advice(121924, 'dns error')).toBe(errorRows.dns.advice)
  expect(advice(121999, 'url is invalid, url == a')).toBe(errorRows.urlInvalid.advice)
  expect(advice(121999, 'params url is required')).toBe(errorRows.paramMissing.advice)
  expect(advice(121992, 'host is closed')).toBe(errorRows.internal.advice)
  for (const [name, row] of Object.entries(networkErrors)) {
    expect(advice(121991, `network error:${name}`)).toBe(row.advice)
  }
})
