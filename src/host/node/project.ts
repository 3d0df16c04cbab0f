/**
 * A mini-program's folder as it is: what project.config.json, project.private.config.json and
 * app.json say that a host heeds.
 */
import { statSync } from 'node:fs'
import { isAbsolute, join, posix, relative, resolve, sep, win32 } from 'node:path'
import { networkApis } from '../../api/networkApis.js'
import type { RuleOptions } from '../settings.js'
import { isObject, type JsonObject, readJsonFile, wrong } from './jsonFile.js'

/** What the files of a project say. */
export interface Project {
  /** The folder that app.json lies in: the project's own, or its miniprogramRoot. */
  readonly root: string
  readonly options: Pick<RuleOptions, 'appId' | 'checkDomains' | 'appConfig'>
  /** The file that `checkDomains` comes from. */
  readonly urlCheckFile: string | undefined
}

const configName = 'project.config.json'
const privateName = 'project.private.config.json'
const appName = 'app.json'

/**
 * Reads a project.
 *
 * @param told what errors call it
 * @throws {TypeError} where the folder is missing or holds no mini-program, or a file is wrong
 */
export function readProject(folder: string, told: string): Project {
  if (!isFolder(folder)) throw new TypeError(`${told} is no folder`)
  // The private one belongs to one developer, and goes over the one that all share.
  const files = [privateName, configName].map((name) => {
    const json = readJsonFile(join(folder, name), name)
    return { name, json, setting: json && fieldOf(name, json, 'setting', 'an object', isObject) }
  })
  // Not where a later change of the working directory would put it.
  const root = resolve(rootOf(folder, files))
  const appFile = posix.join(...relative(resolve(folder), root).split(sep), appName)
  const app = readJsonFile(join(root, appName), appFile)
  if (app === undefined && files.every(({ json }) => json === undefined)) {
    throw new TypeError(`${told} holds no mini-program: neither ${configName} nor ${appName}`)
  }
  const urlCheck = files
    .map(({ name, setting }) => ({
      name,
      value: setting && fieldOf(name, setting, 'urlCheck', 'true or false', isBoolean, 'setting.'),
    }))
    .find(({ value }) => value !== undefined)
  const appId = first(files, 'appid', 'a string', isString)
  return {
    root,
    options: {
      // Tools write an empty one where there is none yet.
      ...(appId !== undefined && appId !== '' && { appId }),
      ...(urlCheck !== undefined && { checkDomains: urlCheck.value }),
      ...(app !== undefined && { appConfig: readAppConfig(appFile, app) }),
    },
    urlCheckFile: urlCheck?.name,
  }
}

/** Whether a folder holds a mini-program. */
export function isProject(folder: string): boolean {
  return [configName, appName].some((name) => isFile(join(folder, name)))
}

/** The folder that app.json lies in, by the project's folder. @throws {TypeError} as readProject */
export function findRoot(folder: string): string {
  const files = [privateName, configName].map((name) => ({
    name,
    json: readJsonFile(join(folder, name), name),
  }))
  return rootOf(folder, files)
}

interface NamedFile {
  readonly name: string
  readonly json: JsonObject | undefined
}

function rootOf(folder: string, files: readonly NamedFile[]): string {
  const root = first(files, 'miniprogramRoot', "a path from the project's folder", isRelative) ?? ''
  return join(folder, root)
}

/** The parts of app.json that a host heeds. */
function readAppConfig(file: string, app: JsonObject): RuleOptions['appConfig'] {
  const timeouts = fieldOf(file, app, 'networkTimeout', 'an object', isObject) ?? {}
  const networkTimeout = Object.fromEntries(
    Object.keys(networkApis).flatMap((api) => {
      const wanted = 'a number of milliseconds'
      const value = fieldOf(file, timeouts, api, wanted, isNumber, 'networkTimeout.')
      return value === undefined ? [] : [[api, value]]
    }),
  )
  const cookie = fieldOf(file, app, 'cookie', 'an object', isObject) ?? {}
  const enableStore = fieldOf(file, cookie, 'enableStore', 'true or false', isBoolean, 'cookie.')
  return { networkTimeout, ...(enableStore !== undefined && { cookie: { enableStore } }) }
}

function first<Value>(
  files: readonly NamedFile[],
  key: string,
  wanted: string,
  fits: (value: unknown) => value is Value,
): Value | undefined {
  // All are checked, also those that another one goes over.
  const values = files.map(({ name, json }) => json && fieldOf(name, json, key, wanted, fits))
  return values.find((value) => value !== undefined)
}

function fieldOf<Value>(
  file: string,
  json: JsonObject,
  key: string,
  wanted: string,
  fits: (value: unknown) => value is Value,
  above = '',
): Value | undefined {
  const value = Object.hasOwn(json, key) ? json[key] : undefined
  if (value === undefined || fits(value)) return value
  throw wrong(file, `${above}${key}`, wanted, value)
}

const isString = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number'
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
const isRelative = (value: unknown): value is string =>
  isString(value) && !isAbsolute(value) && !win32.isAbsolute(value) && !value.includes('\0')

function isFolder(path: string): boolean {
  return kindOf(path)?.isDirectory() ?? false
}

function isFile(path: string): boolean {
  return kindOf(path)?.isFile() ?? false
}

function kindOf(path: string) {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
