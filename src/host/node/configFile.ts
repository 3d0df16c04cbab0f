/**
 * tt-anywhere.config.json: what the platform keeps in its console and on the phone, for all hosts of
 * a project.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { networkApis } from '../../api/networkApis.js'
import { defaultDevices, type PhoneScreen } from '../../rules/identity.js'
import { nearest } from '../nearest.js'
import { type RuleOptions, readSettings } from '../settings.js'
import type { HostOptions } from './createHost.js'
import { isObject, type JsonObject, readJsonFile, wrong } from './jsonFile.js'
import { createProxyFinder } from './proxy.js'

/** The file's name. */
const configName = 'tt-anywhere.config.json'

/** A file that was read. */
export interface ConfigFile {
  /** What errors call it. */
  readonly name: string
  /** The folder that it lies in, from which its paths go. */
  readonly folder: string
  readonly options: HostOptions
}

/** Finds the file in a folder or above it; a repository's root is the last one that is looked at. */
export function findConfigFile(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const file = join(folder, configName)
    if (existsSync(file)) return file
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return undefined
  }
}

/** Reads a file. @throws {TypeError} naming the file and the key that is wrong */
export function readConfigFile(path: string): ConfigFile {
  const name = basename(path)
  const folder = dirname(resolve(path))
  const json = readJsonFile(path, name)
  if (json === undefined) throw new TypeError(`there is no config file ${JSON.stringify(path)}`)
  const { $schema: _, ...given } = json
  const options = readFields(given, configKeys(), { file: name, folder, above: '' })
  checkValues(name, options)
  return { name, folder, options }
}

const screenSizes = [
  'width',
  'height',
  'pixelRatio',
  'statusBar',
  'navigationBar',
  'homeBar',
] as const satisfies (keyof PhoneScreen)[]

/** Where a value stands. */
interface Place {
  readonly file: string
  readonly folder: string
  /** The key above it, with its dot. */
  readonly above: string
}

type Reader = (value: unknown, key: string, place: Place) => unknown
type Keys = Readonly<Record<string, Reader>>

function kind<Value>(
  wanted: string,
  fits: (value: unknown) => boolean,
  read: (value: Value, key: string, place: Place) => unknown = (value) => value,
): Reader {
  return (value, key, place) => {
    if (!fits(value)) throw wrong(place.file, `${place.above}${key}`, wanted, value)
    return read(value as Value, key, place)
  }
}

const isText = (value: unknown) => typeof value === 'string' && value !== ''
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText)

/** What the file can hold, key by key. */
export function configKeys(): Keys {
  const text = kind('a string', isText)
  const texts = kind('an array of strings', isTexts)
  const flag = kind('true or false', (value) => typeof value === 'boolean')
  const number = kind('a number', (value) => typeof value === 'number')
  const path = kind<string>('a path', isText, (value, _, { folder }) => resolve(folder, value))
  const pem = kind<string | string[]>(
    'a path of a PEM file, or an array of them',
    (value) => isText(value) || isTexts(value),
    (value, key, place) => [value].flat().map((file) => readPem(file, key, place)),
  )
  const fields = (keys: Keys) =>
    kind<JsonObject>('an object', isObject, (value, key, place) =>
      readFields(value, keys, { ...place, above: `${place.above}${key}.` }),
    )
  const each = (names: readonly string[], reader: Reader) =>
    fields(Object.fromEntries(names.map((name) => [name, reader])))
  const apis = Object.keys(networkApis)
  return {
    project: path,
    appId: text,
    version: text,
    envType: text,
    domains: each([...apis, 'socket'], texts),
    checkDomains: flag,
    trustedOrigins: texts,
    blockPrivateAddresses: kind(
      'true, false, or an array of addresses that are allowed',
      (value) => typeof value === 'boolean' || isTexts(value),
    ),
    device: fields({
      ...Object.fromEntries(Object.keys(defaultDevices.ios).map((name) => [name, text])),
      brand: text,
      model: text,
      screen: each(screenSizes, number),
    }),
    appConfig: fields({
      networkTimeout: each(apis, number),
      cookie: fields({ enableStore: flag }),
    }),
    album: kind('a path or glob, or an array of them', (value) => isText(value) || isTexts(value)),
    storage: path,
    userQuota: kind('a number of bytes', (value) => typeof value === 'number' && value >= 0),
    ca: pem,
    crl: pem,
    insecureTls: flag,
    proxy: kind('a URL, or false', (value) => isText(value) || value === false),
    maxTimeout: number,
    maxConcurrentUploads: number,
    maxConcurrentRequests: number,
    maxConcurrentDownloads: number,
    maxResponseSize: number,
    maxDownloadSize: number,
    strict: flag,
    showSecrets: flag,
    keepExchanges: number,
  } satisfies Record<Exclude<keyof HostOptions, NotInFile>, Reader>
}

/** What JSON can't hold, or what leads to the file. */
type NotInFile = 'config' | 'lookup' | 'onError'

function readFields(json: JsonObject, keys: Keys, place: Place): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const reader = Object.hasOwn(keys, key) ? keys[key] : undefined
      if (reader === undefined) throw unknownKey(key, Object.keys(keys), place)
      return [key, reader(value, key, place)]
    }),
  )
}

function unknownKey(key: string, known: readonly string[], { file, above }: Place): TypeError {
  const near = nearest(key, known)
  const hint =
    near === undefined ? `it can be ${known.join(', ')}` : `did you mean ${above}${near}?`
  return new TypeError(`${file}: there is no key ${JSON.stringify(`${above}${key}`)}; ${hint}`)
}

function readPem(path: string, key: string, { file, folder }: Place): string {
  try {
    return readFileSync(resolve(folder, path), 'latin1')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new TypeError(`${file}: ${key}: ${JSON.stringify(path)} can't be read: ${code}`, {
      cause,
    })
  }
}

/** What is more than a type is checked as ever; only here is it known whose fault it is. */
function checkValues(name: string, options: HostOptions): void {
  for (const [key, value] of Object.entries(options)) {
    try {
      readSettings({ [key]: value } as RuleOptions)
      if (key === 'proxy') createProxyFinder(value as string, {})
    } catch (cause) {
      const { message } = cause as Error
      const told = message.startsWith(key) ? message : `${key}: ${message}`
      throw new TypeError(`${name}: ${told}`, { cause })
    }
  }
}
