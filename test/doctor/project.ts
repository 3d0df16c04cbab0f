import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DomainLists } from '../../src/doctor/checkCalls.js'
import { examine } from '../../src/doctor/doctor.js'
import type { Diagnosis, Finding } from '../../src/doctor/finding.js'
import { parseDomainEntry } from '../../src/rules/domains.js'

/** The files of a project by path: a text, a size in bytes, or a link. null is a file that is not there. */
export type Files = Readonly<Record<string, string | number | { readonly link: string } | null>>

/** A project that the platform would take as it is. */
export const clean: Files = {
  'project.config.json': '{ "appid": "tt07e3715e98c9aac0", "miniprogramRoot": "./" }',
  'app.json': '{ "pages": ["pages/index/index"] }',
  'app.js': 'App({})',
  'pages/index/index.js': 'Page({})',
  'pages/index/index.ttml': '<view>Hello</view>',
}

/** Writes a project that goes with the test. */
export async function writeProject(files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tt-anywhere-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    if (content === null) continue
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    if (typeof content === 'string') await writeFile(file, content)
    else if (typeof content === 'number') {
      await writeFile(file, '')
      await truncate(file, Math.round(content))
    } else await symlink(content.link, file)
  }
  return folder
}

/** The members that the tests' tt has. */
const present = new Set([
  'uploadFile',
  'request',
  'downloadFile',
  'chooseImage',
  'showToast',
  'setClipboardData',
  'getStorage',
  'getStorageSync',
])

/** The same list for all APIs. */
export function allowing(...origins: string[]): DomainLists {
  const list = origins.map(parseDomainEntry)
  return { uploadFile: list, request: list, downloadFile: list, connectSocket: list }
}

/** Examines the clean project with other files over it. */
export async function diagnose(files: Files, domains: DomainLists = {}): Promise<Diagnosis> {
  return examine(await writeProject({ ...clean, ...files }), { domains, present })
}

/** Findings in one line each: `error pages/index/index.js:3:12 url-http: http://…`. */
export async function told(files: Files, domains?: DomainLists): Promise<string[]> {
  return (await diagnose(files, domains)).findings.map(line)
}

/** The same for what one page's script says. */
export async function toldOf(script: string, domains?: DomainLists): Promise<string[]> {
  const all = await told({ 'pages/index/index.js': script }, domains)
  return all.map((text) => text.replace('pages/index/index.js:', ''))
}

function line({ severity, file, line, column, rule, message }: Finding): string {
  return `${severity} ${file}:${line}:${column} ${rule}: ${message}`
}
