/**
 * `tt-anywhere doctor`: reads a mini-program's project, and tells what the platform would refuse.
 */
import { checkCalls, type DomainLists } from './checkCalls.js'
import { checkSizes, isPacked } from './checkSizes.js'
import { checkUses } from './checkUses.js'
import type { Diagnosis } from './finding.js'
import { type Folder, openFolder } from './folder.js'
import { items, type JsonNode, member, parseJson, stringOf } from './json.js'
import { linkCalls } from './link.js'
import { type Manifest, readComponents, readManifest } from './manifest.js'
import { createNotes, type Notes } from './notes.js'
import { loadParser, type Parser } from './parse.js'
import { createPaths, folderOf, type Paths } from './paths.js'
import { readScript, type Script } from './readScript.js'
import { loadTemplateReader, type TemplateReader } from './template.js'

/** What an examination needs to know. */
export interface DoctorOptions {
  /** The domain lists; where an API has none its origins are told as they are. */
  readonly domains: DomainLists
  /** The members that this project's own tt has. */
  readonly present: ReadonlySet<string>
}

/** Examines a folder. Rejects where it can't be read at all. */
export async function examine(
  path: string,
  { domains, present }: DoctorOptions,
): Promise<Diagnosis> {
  const folder = await openFolder(path)
  const notes = createNotes()
  const config = await readJson('project.config.json', folder, notes)
  const personal = await readJson('project.private.config.json', folder, notes)
  const root = rootOf(config, personal)
  const paths = createPaths(root, folder.files)
  const app = await readJson(`${root}app.json`, folder, notes)
  if (!folder.files.has(`${root}app.json`)) {
    const file = config === undefined ? `${root}app.json` : 'project.config.json'
    notes.add('project-missing', { file, line: 1, column: 1 }, missing(root, folder))
  }
  const none: Manifest = { pages: [], packages: [], workers: undefined }
  const manifest = app === undefined ? none : readManifest(app, paths, folder.files, notes)
  const [parser, readTemplate] = await Promise.all([loadParser(), loadTemplateReader()])
  const project = {
    folder,
    paths,
    notes,
    parser,
    readTemplate,
    app,
    declared: await declared(folder),
  }
  const { scripts, minified } = await readProject(project, manifest)
  checkCalls(linkCalls(scripts, paths.script), domains, paths, notes)
  checkUses(scripts.values(), present, notes)

  const ignored = ignoredBy(config, personal, root)
  const packed = new Map([...folder.files].filter(([file]) => isPacked(file, root, ignored)))
  const shrinks = (file: string) => /\.[jt]s$/.test(file) && !minified.has(file)
  if (app !== undefined) checkSizes(packed, manifest.packages, paths, shrinks, notes)
  for (const [file, why] of folder.unread) {
    notes.add('file-unread', { file: file === '' ? '.' : file, line: 1, column: 1 }, why)
  }
  return {
    findings: notes.findings(),
    read: {
      files: packed.size,
      bytes: [...packed.values()].reduce((sum, size) => sum + size, 0),
      scripts: scripts.size,
      pages: manifest.pages.length,
    },
  }
}

interface Project {
  readonly folder: Folder
  readonly paths: Paths
  readonly notes: Notes
  readonly parser: Parser
  readonly readTemplate: TemplateReader
  readonly app: JsonNode | undefined
  /** Packages that package.json names. */
  readonly declared: ReadonlySet<string>
}

/** Reads every script that can run: from app.js, the pages and the components on. */
async function readProject(project: Project, manifest: Manifest) {
  const { folder, paths, notes, parser, app } = project
  const { root, has } = paths
  const scripts = new Map<string, Script>()
  const minified = new Set<string>()
  const waiting: string[] = []
  const seen = new Set<string>()
  const enter = (file: string | undefined) => {
    if (file === undefined || seen.has(file) || !/\.[jt]s$/.test(file)) return
    seen.add(file)
    waiting.push(file)
  }
  const enterPart = (base: string) =>
    enter(has(`${base}.js`) ? `${base}.js` : has(`${base}.ts`) ? `${base}.ts` : undefined)

  enterPart(`${root}app`)
  const parts = [...manifest.pages]
  const known = new Set(parts)
  const enterComponents = (file: string, json: JsonNode) => {
    const installed = (name: string) => isInstalled(project, file, name)
    for (const base of readComponents(file, json, paths, notes, installed)) {
      if (!known.has(base)) parts.push(base)
      known.add(base)
    }
  }
  if (app !== undefined) enterComponents(`${root}app.json`, app)
  if (has(`${root}custom-tab-bar/index.json`)) parts.push(`${root}custom-tab-bar/index`)
  for (const base of parts) {
    enterPart(base)
    const json = await readJson(`${base}.json`, folder, notes)
    if (json !== undefined) enterComponents(`${base}.json`, json)
    await readTemplates(`${base}.ttml`, project, seen)
  }
  const { workers } = manifest
  if (workers !== undefined) {
    const inside = `${root}${workers.replace(/^(?:\.?\/)+|\/+$/g, '')}/`
    for (const file of folder.files.keys()) if (file.startsWith(inside)) enter(file)
  }
  for (const file of waiting) {
    const source = await folder.read(file)
    if (source === undefined) continue
    if (isMinified(source)) minified.add(file)
    const script = parse(file, source, parser, notes)
    if (script === undefined) continue
    scripts.set(file, script)
    for (const { source: name, optional, ...at } of script.sources) {
      const target = paths.script(file, name)
      enter(target)
      if (
        target === undefined &&
        !optional &&
        !name.includes('://') &&
        !isInstalled(project, file, name)
      ) {
        notes.add('file-missing', at, `the module ${JSON.stringify(name)} is not there`)
      }
    }
  }
  return { scripts, minified }
}

function parse(file: string, source: string, parser: Parser, notes: Notes): Script | undefined {
  const { tree, problem } = parser(file, source)
  if (problem !== undefined) notes.add('script-broken', problem, problem.what)
  if (tree === undefined) return undefined
  try {
    return readScript(file, tree)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = 'the code is nested too deeply to be read'
    notes.add('script-broken', { file, line: 1, column: 1 }, message, { severity: 'warning' })
    return undefined
  }
}

/** What a template names must be there; other templates are read as well. */
async function readTemplates(file: string, project: Project, seen: Set<string>): Promise<void> {
  const { folder, paths, notes, readTemplate } = project
  if (seen.has(file) || !paths.has(file)) return
  seen.add(file)
  const source = await folder.read(file)
  if (source === undefined) return
  for (const { path, tag, ...at } of readTemplate(file, source)) {
    const target = paths.from(file, path)
    const found =
      target === undefined ? undefined : ['', '.ttml'].find((end) => paths.has(target + end))
    if (found === undefined) {
      notes.add('file-missing', at, `${path} of <${tag}> is not there`)
    } else if (tag === 'import' || tag === 'include') {
      await readTemplates(`${target}${found}`, project, seen)
    }
  }
}

async function readJson(file: string, folder: Folder, notes: Notes): Promise<JsonNode | undefined> {
  if (!folder.files.has(file)) return undefined
  const text = await folder.read(file)
  if (text === undefined) return undefined
  const { root, problem } = parseJson(file, text)
  if (problem !== undefined) notes.add('json-broken', problem, problem.what)
  return root
}

function rootOf(config: JsonNode | undefined, personal: JsonNode | undefined): string {
  const own =
    stringOf(member(personal, 'miniprogramRoot')) ?? stringOf(member(config, 'miniprogramRoot'))
  const parts = (own ?? '').split('/').filter((part) => part !== '' && part !== '.')
  return parts.map((part) => `${part}/`).join('')
}

function missing(root: string, { files }: Folder): string {
  const sources = [...files.keys()]
  if (files.has('manifest.json') && files.has('pages.json'))
    return 'these are the sources of a uni-app project'
  if (sources.some((file) => /(?:^|\/)src\/(?:manifest|pages)\.json$/.test(`/${file}`))) {
    return 'these are the sources of a uni-app project'
  }
  if (sources.some((file) => /app\.config\.[jt]s$/.test(file)))
    return 'these are the sources of a Taro project'
  return root === ''
    ? 'there is no app.json'
    : `there is no app.json in ${root}, which miniprogramRoot names`
}

/** `packOptions.ignore` of project.config.json. */
function ignoredBy(...configs: readonly [JsonNode | undefined, JsonNode | undefined, string]) {
  const [config, personal, root] = configs
  const rules = [config, personal].flatMap((json) =>
    items(member(member(json, 'packOptions'), 'ignore')).flatMap((item) => {
      const type = stringOf(member(item, 'type'))
      const value = stringOf(member(item, 'value'))?.replace(/^(?:\.?\/)+|\/+$/g, '')
      return type === undefined || value === undefined || value === '' ? [] : [{ type, value }]
    }),
  )
  return (file: string) => {
    const path = file.slice(root.length)
    return rules.some(({ type, value }) => {
      if (type === 'folder') return path.startsWith(`${value}/`)
      if (type === 'suffix') return path.endsWith(value)
      if (type === 'prefix') return path.slice(folderOf(path).length).startsWith(value)
      return type === 'file' && path === value
    })
  }
}

/** Whether an npm package stands behind a name: installed, or to be installed. */
function isInstalled({ folder, declared }: Project, from: string, source: string): boolean {
  if (/^[./]/.test(source)) return false
  const [scope = '', second = ''] = source.split('/')
  const name = scope.startsWith('@') ? `${scope}/${second}` : scope
  return declared.has(name) || folder.installed(from, name)
}

async function declared(folder: Folder): Promise<Set<string>> {
  const names = new Set<string>()
  for (const file of folder.files.keys()) {
    if (!/(?:^|\/)package\.json$/.test(file)) continue
    const { root } = parseJson(file, (await folder.read(file)) ?? '')
    const table = member(root, 'dependencies')?.value
    if (table instanceof Map) for (const name of table.keys()) names.add(name as string)
  }
  return names
}

/** Whether a script is minified already: its lines are long. */
function isMinified(source: string): boolean {
  let lines = 1
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) lines += 1
  return source.length / lines > 200
}
