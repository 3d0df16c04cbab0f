/**
 * Where a host's options come from: createHost itself, then tt-anywhere.config.json, then the files
 * of the project.
 */
import { relative } from 'node:path'
import { type ConfigFile, findConfigFile, readConfigFile } from './configFile.js'
import type { HostOptions } from './createHost.js'
import { isObject } from './jsonFile.js'
import { type Project, readProject } from './project.js'

/** All that is known of a host before it is made. */
export interface SettledOptions {
  readonly options: HostOptions
  /** The folder that the mini-program's app.json lies in. */
  readonly root: string | undefined
  /** The folder from which the album's paths go; undefined for the working directory. */
  readonly albumFolder: string | undefined
}

/** Joins what was given to createHost with what files say. @throws {TypeError} saying what is wrong */
export function settleOptions(given: HostOptions): SettledOptions {
  const { project: asked, config } = given
  if (asked !== undefined && (typeof asked !== 'string' || asked === '')) {
    throw new TypeError('project must be the path of a folder')
  }
  if (config !== undefined && config !== false && (typeof config !== 'string' || config === '')) {
    throw new TypeError('config must be the path of a file, or false for none')
  }
  const path = config === undefined ? findConfigFile(asked ?? '.') : config || undefined
  const file = path === undefined ? undefined : readConfigFile(path)
  const project = openProject(asked, file)
  const layers = [file?.options, project?.options].filter((layer) => layer !== undefined)
  // One that nothing is added to stays what it is, its prototype included.
  const options = layers.length === 0 ? given : layers.reduce(lay, given)
  checkSwitch(options, given, file, project)
  return {
    options,
    root: project?.root,
    albumFolder:
      given.album === undefined && file?.options.album !== undefined ? file.folder : undefined,
  }
}

function openProject(asked: string | undefined, file: ConfigFile | undefined) {
  if (asked !== undefined) return readProject(asked, `the project ${JSON.stringify(asked)}`)
  const { project } = file?.options ?? {}
  if (file === undefined || project === undefined) return undefined
  const shown = JSON.stringify(relative(file.folder, project) || '.')
  return readProject(project, `${file.name}: the project ${shown}`)
}

/** These are joined field by field: who names one domain list says nothing of the others. */
const joined: readonly string[] = ['domains', 'device', 'appConfig'] satisfies (keyof HostOptions)[]

function lay(upper: HostOptions, lower: HostOptions): HostOptions {
  const options: Record<string, unknown> = { ...lower }
  for (const [key, value] of Object.entries(upper)) {
    if (value === undefined) continue
    const below = options[key]
    const join = joined.includes(key) && isObject(value) && isObject(below)
    options[key] = join ? joinFields(key, value, below) : value
  }
  return options
}

function joinFields(key: string, upper: object, lower: object): object {
  const named = Object.fromEntries(Object.entries(upper).filter(([, value]) => value !== undefined))
  // The parts of one phone make no other.
  const { platform } = named
  const other =
    key === 'device' &&
    platform !== undefined &&
    platform !== ((lower as { platform?: unknown }).platform ?? 'ios')
  return other ? named : { ...lower, ...named }
}

/** A released version is always checked: who wrote the switch into a file may not know of it here. */
function checkSwitch(
  { envType, checkDomains }: HostOptions,
  given: HostOptions,
  file: ConfigFile | undefined,
  project: Project | undefined,
): void {
  if (envType !== 'production' || checkDomains !== false || given.checkDomains !== undefined) return
  const where =
    file?.options.checkDomains === undefined
      ? `${project?.urlCheckFile}: setting.urlCheck`
      : `${file.name}: checkDomains`
  throw new TypeError(
    `${where} is false, which is not for a production host; use envType development, or pass checkDomains: true`,
  )
}
