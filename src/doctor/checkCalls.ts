/**
 * The rules about calls of the network's APIs.
 */
import { networkApis } from '../api/networkApis.js'
import {
  type DomainEntry,
  DomainEntryError,
  inDomainList,
  parseDomainEntry,
} from '../rules/domains.js'
import { checkHeaders } from '../rules/headers.js'
import { platformTimeout } from '../rules/timeout.js'
import { parseUrl, writesPort } from '../rules/url.js'
import type { Place } from './finding.js'
import type { ApiCall, WatchedApi } from './link.js'
import type { Notes } from './notes.js'
import type { Paths } from './paths.js'
import { options, typeOf, type Value } from './value.js'

/** The domain lists by API; what is not given is not compared. */
export type DomainLists = { readonly [Api in WatchedApi]?: readonly DomainEntry[] }

/** Checks every call. */
export function checkCalls(
  calls: readonly ApiCall[],
  lists: DomainLists,
  paths: Paths,
  notes: Notes,
): void {
  const origins = new Map<string, { at: Place; calls: Place[] }>()
  for (const call of calls) {
    for (const given of options(call.options)) checkCall(call, given, lists, paths, notes, origins)
  }
  for (const [key, { at, calls: related }] of origins) {
    const [api, origin] = key.split(' ')
    notes.add('url-origin', at, `tt.${api} uses ${origin}`, { related })
  }
}

function checkCall(
  call: ApiCall,
  given: Value,
  lists: DomainLists,
  paths: Paths,
  notes: Notes,
  origins: Map<string, { at: Place; calls: Place[] }>,
): void {
  const { api, at } = call
  const name = `${call.root}.${api}`
  if (given.kind === 'known') {
    notes.add('option-missing', at, `${name} is called without options`)
    return
  }
  if (given.kind !== 'object') {
    notes.add('url-unknown', at, `what ${name} gets is not known: its options are computed`)
    return
  }
  for (const option of needed[api]) {
    const value = given.entries.get(option)
    const missing = value === undefined ? !given.open : isNothing(value)
    if (missing && call.root !== 'my') notes.add('option-missing', at, `${name} has no ${option}`)
  }
  const url = given.entries.get('url')
  if (url === undefined && given.open) {
    notes.add('url-unknown', at, `the URL of ${name} is not known: it comes with other options`)
  }
  for (const one of url === undefined || isNothing(url) ? [] : options(url)) {
    checkUrl(call, name, one, lists, notes, origins)
  }
  checkHeader(api, name, given.entries.get('header'), at, notes)
  if (api === 'uploadFile') {
    checkForm(name, given.entries.get('formData'), at, notes)
    checkFilePath(name, given.entries.get('filePath'), at, paths, notes)
  }
  for (const value of options(given.entries.get('timeout') ?? nothing)) {
    const problem = timeoutProblem(value)
    if (problem !== undefined) notes.add('time-out', value.at, `timeout of ${name} ${problem}`)
  }
}

const needed: Readonly<Record<WatchedApi, readonly string[]>> = {
  uploadFile: ['url', 'filePath', 'name'],
  request: ['url'],
  downloadFile: ['url'],
  connectSocket: ['url'],
}

const nothing: Value = { kind: 'known', value: undefined, at: { file: '', line: 1, column: 1 } }

function isNothing(value: Value): boolean {
  return (
    value.kind === 'known' &&
    (value.value === undefined || value.value === null || value.value === '')
  )
}

function checkUrl(
  { api, at }: ApiCall,
  name: string,
  value: Value,
  lists: DomainLists,
  notes: Notes,
  origins: Map<string, { at: Place; calls: Place[] }>,
): void {
  const related = [at]
  const head = value.kind === 'text' ? value.parts[0] : value
  if (head === undefined || head.kind !== 'known') {
    // One of several that is nothing is not what the call gets in the end.
    notes.add('url-unknown', value.at, `the URL of ${name} is not known: it is computed`, {
      related,
    })
    return
  }
  if (head.value === undefined || head.value === null || head.value === '') return
  const place = head.at
  if (typeof head.value !== 'string') {
    notes.add('url-invalid', place, `the URL of ${name} is a ${typeof head.value}`, { related })
    return
  }
  const secure = api === 'connectSocket' ? 'wss' : 'https'
  const whole = value.kind === 'known'
  const [, scheme = '', host = '', rest = ''] =
    /^\s*([a-z][\w+.-]*):\/\/([^/\\?#]*)(.*)$/is.exec(head.value) ?? []
  const protocol = scheme.toLowerCase()
  const shown = JSON.stringify(whole ? head.value : `${head.value}…`)
  if (protocol === 'http' || protocol === 'ws') {
    notes.add('url-http', place, `${shown} reaches ${name}, and is not ${secure}`, { related })
    return
  }
  if (!whole && rest === '' && (host === '' || /[.:@-]$/.test(host))) {
    const open =
      scheme !== '' || secure.startsWith(head.value.toLowerCase()) || head.value.length < 8
    if (open && /^[a-z]*:?\/{0,2}[\w.:@-]*$/i.test(head.value) && !head.value.startsWith('/')) {
      notes.add(
        'url-unknown',
        value.at,
        `the URL of ${name} is not known: it begins with ${shown}`,
        {
          related,
        },
      )
      return
    }
  }
  const text = `https://${host}${whole ? rest : '/'}`
  const parsed = protocol === secure ? parseUrl(text) : undefined
  if (parsed === undefined) {
    notes.add('url-invalid', place, `${shown} reaches ${name}, and is no URL with ${secure}://`, {
      related,
    })
    return
  }
  const origin = `${secure}://${parsed.host}`
  const reason = originProblem(`https://${parsed.host}`)
  if (reason !== undefined) {
    notes.add('url-invalid', place, `${origin} reaches ${name}: ${reason}`, { related })
    return
  }
  const list = lists[api]
  if (list === undefined) {
    const key = `${api} ${origin}`
    const known = origins.get(key)
    if (known === undefined) origins.set(key, { at: place, calls: [at] })
    else known.calls.push(place, at)
  } else if (!inDomainList(parsed, writesPort(text), list)) {
    const message = `${origin} reaches ${name}, and is not in the domain list of ${listNames[api]}`
    notes.add('url-unlisted', place, message, { related })
  }
}

const listNames: Readonly<Record<WatchedApi, string>> = {
  uploadFile: 'uploadFile',
  request: 'request',
  downloadFile: 'downloadFile',
  connectSocket: 'socket',
}

/** Why no domain list can hold an origin. */
function originProblem(origin: string): string | undefined {
  try {
    parseDomainEntry(origin)
    return undefined
  } catch (error) {
    if (!(error instanceof DomainEntryError)) throw error
    return error.message.replace(/^.*?": /, '').replace(/;? ?checkDomains: false lets it pass/, '')
  }
}

function checkHeader(
  api: WatchedApi,
  name: string,
  header: Value | undefined,
  at: Place,
  notes: Notes,
): void {
  if (header === undefined) return
  const contentType = api === 'connectSocket' || networkApis[api].ownContentType
  for (const given of options(header)) {
    if (given.kind !== 'object') continue
    for (const [key, value] of given.entries) {
      const values = options(value)
      if (values.every((one) => one.kind === 'known' && one.value == null)) continue
      for (const one of values) {
        const problem = headerProblem(key, one, contentType)
        if (problem === undefined) continue
        const { rule, message } = problem
        notes.add(rule, one.at, `${message} of ${name}`, { related: [at] })
        break
      }
    }
  }
}

function headerProblem(key: string, value: Value, contentType: boolean) {
  const type = typeOf(value)
  const wrong = type === 'object' || type === 'function'
  const written = value.kind === 'known' ? value.value : 'x'
  try {
    const { dropped } = checkHeaders({ [key]: written ?? 'x' }, contentType)
    if (dropped.length > 0) {
      return { rule: 'header-forbidden', message: `the header ${key} is set in a call` } as const
    }
  } catch {
    return {
      rule: 'header-value',
      message: `the header ${JSON.stringify(key)} can't be sent in a call`,
    } as const
  }
  if (!wrong) return undefined
  return {
    rule: 'header-value',
    message: `the header ${key} is ${article(type)} in a call`,
  } as const
}

function checkForm(name: string, formData: Value | undefined, at: Place, notes: Notes): void {
  for (const given of options(formData ?? nothing)) {
    if (given.kind === 'object') {
      for (const [key, value] of given.entries) {
        const values = options(value)
        for (const one of values) {
          const type = typeOf(one)
          if (type === undefined || type === 'string') continue
          const may = values.length > 1 ? 'can be' : 'is'
          const what = type === 'null' || type === 'undefined' ? type : article(type)
          const shown = `formData.${key} of ${name} ${may} ${what}`
          notes.add('form-value', one.at, shown, { related: [at] })
        }
      }
      continue
    }
    const type = typeOf(given)
    if (type === undefined || type === 'undefined' || type === 'null') continue
    notes.add('form-value', given.at, `formData of ${name} is no object of fields`, {
      related: [at],
    })
  }
}

function checkFilePath(
  name: string,
  filePath: Value | undefined,
  at: Place,
  paths: Paths,
  notes: Notes,
): void {
  for (const value of options(filePath ?? nothing)) {
    if (value.kind !== 'known' || typeof value.value !== 'string' || value.value === '') continue
    const path = value.value
    if (/^https?:/i.test(path)) {
      const message = `filePath of ${name} is a URL; download the file first`
      notes.add('file-missing', value.at, message, { related: [at] })
    } else if (!/^[a-z][\w+.-]*:/i.test(path) && !path.includes('*')) {
      const file = paths.root + path.replace(/^(?:\.?\/)+/, '')
      if (!paths.has(file)) {
        const message = `filePath of ${name}, ${JSON.stringify(path)}, is not in the package`
        notes.add('file-missing', value.at, message, { related: [at] })
      }
    }
  }
}

/** What is wrong with a time-out; undefined where nothing is, or where it is not known. */
function timeoutProblem(value: Value): string | undefined {
  const type = typeOf(value)
  if (value.kind === 'known' && typeof value.value === 'number') return numberProblem(value.value)
  if (type === undefined || type === 'number' || type === 'undefined') return undefined
  return `is ${type === 'null' ? 'null' : article(type)}, and does not count`
}

/** What is wrong with a time-out in milliseconds. */
export function numberProblem(ms: number): string | undefined {
  if (!(ms > 0)) return `is ${ms}, and does not count`
  if (ms > platformTimeout) return `is ${ms} ms, and is cut to ${platformTimeout}`
  return ms < 1000 ? `is ${ms} ms, less than a second` : undefined
}

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
}
