/**
 * What `tt-anywhere upload` was asked to do, read from its words.
 */
import type { Device, EnvType } from '../index.js'
import {
  helpOption,
  type Options,
  onlyArgument,
  pair,
  readArguments,
  UsageError,
  wholeNumber,
} from './arguments.js'

/** Timers take no more milliseconds: 24 days. */
const longestTimeout = 2_147_483_647

/** Where nothing is asked: what even a big file on a slow line does not need, in milliseconds. */
const defaultTimeout = 24 * 3_600_000

const platforms = ['ios', 'android'] as const satisfies readonly Device['platform'][]
const envTypes = [
  'production',
  'development',
  'preview',
  'gray',
] as const satisfies readonly EnvType[]

/** The options of `tt-anywhere upload`. */
export const uploadOptions = {
  url: { type: 'string', value: 'URL', help: 'where to send it (required)' },
  name: {
    type: 'string',
    value: 'NAME',
    help: 'the form field that holds the file (default: file)',
  },
  form: {
    type: 'string',
    multiple: true,
    value: 'KEY=VALUE',
    help: 'one more form field, before the file; repeat it for more',
  },
  header: {
    type: 'string',
    multiple: true,
    value: "'NAME: VALUE'",
    help: 'a request header; repeat it for more',
  },
  timeout: {
    type: 'string',
    value: 'MS',
    help: 'milliseconds that the upload may take; no most as on the phone (default: 24 hours)',
  },
  platform: { type: 'string', value: 'ios|android', help: 'the phone to play (default: ios)' },
  'app-id': { type: 'string', value: 'ID', help: "the mini-program's id, in the referer header" },
  'app-version': { type: 'string', value: 'VERSION', help: 'its version, in the same place' },
  env: {
    type: 'string',
    value: 'ENV',
    help: `${envTypes.join(', ')} (default: development); production checks the URL as the phone does`,
  },
  domain: {
    type: 'string',
    multiple: true,
    value: 'ORIGIN',
    help: 'an entry of the uploadFile domain list; the URL is then held against the list',
  },
  project: {
    type: 'string',
    value: 'FOLDER',
    help: "a mini-program's folder: its project.config.json, app.json and tt-anywhere.config.json hold where no option does",
  },
  ca: { type: 'string', value: 'FILE', help: 'trust the issuers in this file too (PEM)' },
  insecure: { type: 'boolean', help: 'do not check the certificate; for test servers' },
  proxy: {
    type: 'string',
    value: 'URL',
    help: 'an http, https or socks5 proxy (default: HTTPS_PROXY, HTTP_PROXY, NO_PROXY)',
  },
  'block-private-addresses': {
    type: 'boolean',
    help: 'connect to no address of this machine or its network, whatever the URL or a redirect says',
  },
  'no-config': {
    type: 'boolean',
    help: 'read no tt-anywhere.config.json: for a folder that you do not trust',
  },
  repeat: {
    type: 'string',
    value: 'N',
    help: 'send it so many times, and show min, median and 95th percentile of each phase',
  },
  har: {
    type: 'string',
    value: 'FILE',
    help: 'write what went over the wire to FILE, as HAR 1.2; secrets are masked',
  },
  'show-secrets': { type: 'boolean', help: 'mask nothing in the HAR' },
  plain: { type: 'boolean', help: 'no bars, columns and colours, for a screen reader' },
  json: { type: 'boolean', help: 'print one JSON document on stdout, and nothing else there' },
  quiet: { type: 'boolean', help: 'print nothing but errors; with --json, that and the document' },
  ...helpOption,
} as const satisfies Options

/** An upload as it was asked for. */
export interface UploadRequest {
  readonly file: string
  readonly url: string
  readonly name: string
  readonly formData: Record<string, string>
  readonly header: Record<string, string>
  /** Milliseconds. */
  readonly timeout: number
  readonly platform: Device['platform'] | undefined
  readonly appId: string | undefined
  readonly appVersion: string | undefined
  readonly envType: EnvType | undefined
  readonly domains: readonly string[]
  readonly project: string | undefined
  readonly caFile: string | undefined
  readonly insecure: boolean
  readonly proxy: string | undefined
  readonly blockPrivateAddresses: boolean
  /** Whether a tt-anywhere.config.json holds. */
  readonly readsConfig: boolean
  /** Uploads, one after another. */
  readonly repeat: number
  /** Where the HAR goes. */
  readonly har: string | undefined
  readonly showSecrets: boolean
  readonly plain: boolean
  readonly json: boolean
  readonly quiet: boolean
  /** What was asked for and can't be done just so. */
  readonly remarks: readonly string[]
}

/** The longest timeout that `--timeout` takes, in milliseconds. */
export const mostTimeout = longestTimeout

/** Reads the words after `upload`. @throws {UsageError} */
export function readUploadRequest(words: readonly string[]): UploadRequest {
  const { values, positionals } = readArguments(words, uploadOptions)
  const file = onlyArgument('FILE', positionals)
  if (values.url === undefined) throw new UsageError('--url is missing')
  const remarks: string[] = []
  const form = (values.form ?? []).map((text) => pair('form', text, '='))
  const headers = (values.header ?? []).map((text) => pair('header', text, ':'))
  return {
    file,
    url: values.url,
    name: values.name ?? 'file',
    formData: formObject(form, remarks),
    header: headerObject(headers, remarks),
    timeout:
      values.timeout === undefined
        ? defaultTimeout
        : wholeNumber('timeout', values.timeout, 1, longestTimeout),
    platform: oneOf('platform', values.platform, platforms),
    appId: values['app-id'],
    appVersion: values['app-version'],
    envType: oneOf('env', values.env, envTypes),
    domains: values.domain ?? [],
    project: values.project,
    caFile: values.ca,
    insecure: values.insecure ?? false,
    proxy: values.proxy,
    blockPrivateAddresses: values['block-private-addresses'] ?? false,
    readsConfig: !values['no-config'],
    repeat: values.repeat === undefined ? 1 : wholeNumber('repeat', values.repeat, 1, 1_000_000),
    har: values.har,
    showSecrets: values['show-secrets'] ?? false,
    plain: values.plain ?? false,
    json: values.json ?? false,
    quiet: values.quiet ?? false,
    remarks,
  }
}

/** formData is an object, and can hold no more than an object can. */
function formObject(pairs: readonly [string, string][], remarks: string[]): Record<string, string> {
  for (const key of repeated(pairs.map(([name]) => name))) {
    remarks.push(`--form ${key} is given twice; formData is an object, so the last one is sent`)
  }
  const object = Object.fromEntries(pairs)
  const first = new Set(pairs.map(([key]) => key))
  if (Object.keys(object).some((key, index) => key !== [...first][index])) {
    remarks.push('formData is an object, so fields that are named by numbers are sent first')
  }
  return object
}

/** Of names that differ in case alone the last one counts, as on the phone. */
function headerObject(
  pairs: readonly [string, string][],
  remarks: string[],
): Record<string, string> {
  for (const name of repeated(pairs.map(([key]) => key.toLowerCase()))) {
    remarks.push(`--header ${name} is given twice; header is an object, so the last one is sent`)
  }
  return Object.fromEntries(pairs)
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}

function oneOf<Value extends string>(
  option: string,
  given: string | undefined,
  allowed: readonly Value[],
): Value | undefined {
  if (given === undefined) return undefined
  const found = allowed.find((value) => value === given)
  if (found === undefined) {
    throw new UsageError(`--${option} must be ${allowed.join(', ')}, got ${JSON.stringify(given)}`)
  }
  return found
}
