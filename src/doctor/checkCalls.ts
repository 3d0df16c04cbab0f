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
  // Of what a bundle hides only what it says for certain is told.
  const named = call.root !== 'bundle'
  const name = named ? `${call.root}.${api}` : `${api} of the framework`
  if (given.kind === 'known') {
    if (named) notes.add('option-missing', at, `${name} is called without options`)
    return
  }
  if (given.kind !== 'object') {
    if (named)
      notes.add('url-unknown', at, `what ${name} gets is not known: its options are computed`)
    return
  }
  for (const option of needed[api]) {
    const value = given.entries.get(option)
    const missing = value === undefined ? !isOpenObject(given) : isNothing(value)
    if (missing && named) notes.add('option-missing', at, `${name} has no ${option}`)
  }
  const url = given.entries.get('url')
  if (
    !named &&
    (url === undefined || !given.entries.has(api === 'uploadFile' ? 'filePath' : 'url'))
  ) {
    return
  }
  if (url === undefined && isOpenObject(given)) {
    notes.add('url-unknown', at, `the URL of ${name} is not known: it comes with other options`)
  }
  for (const one of url === undefined || isNothing(url) ? [] : options(url)) {
    const others = url === undefined ? [] : options(url).filter((other) => other !== one)
    checkUrl(call, name, one, lists, notes, origins, others.some(isSecure))
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

function isOpenObject(given: Value & { kind: 'object' }): boolean {
  return given.open || given.rest.length > 0
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
  { api, at, root }: ApiCall,
  name: string,
  value: Value,
  lists: DomainLists,
  notes: Notes,
  origins: Map<string, { at: Place; calls: Place[] }>,
  chosen: boolean,
): void {
  const related = [at]
  const more = chosen ? ({ related, severity: 'warning' } as const) : { related }
  const reaches = chosen ? 'can reach' : 'reaches'
  const head = value.kind === 'text' ? value.parts[0] : value
  if (root === 'bundle' && !(head?.kind === 'known' && /:\/\//.test(String(head.value)))) return
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
    notes.add('url-invalid', place, `the URL of ${name} is a ${typeof head.value}`, more)
    return
  }
  const secure = api === 'connectSocket' ? 'wss' : 'https'
  const whole = value.kind === 'known'
  const [, scheme = '', host = '', rest = ''] =
    /^\s*([a-z][\w+.-]*):\/\/([^/\\?#]*)(.*)$/is.exec(head.value) ?? []
  const protocol = scheme.toLowerCase()
  const shown = JSON.stringify(whole ? head.value : `${head.value}…`)
  if (protocol === 'http' || protocol === 'ws') {
    notes.add(
      'url-http',
      place,
      `${protocol}://${host} ${reaches} ${name}, and is not ${secure}`,
      more,
    )
    return
  }
  if (!whole && rest === '' && (host === '' || /[.:@-]$/.test(host))) {
    // `https://` and a host name that comes from elsewhere.
    if (/^[a-z]*:?\/{0,2}[\w.:@-]*$/i.test(head.value) && !head.value.startsWith('/')) {
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
    notes.add(
      'url-invalid',
      place,
      `${shown} ${reaches} ${name}, and is no URL with ${secure}://`,
      more,
    )
    return
  }
  const origin = `${secure}://${parsed.host}`
  const reason = originProblem(`https://${parsed.host}`)
  if (reason !== undefined) {
    notes.add('url-invalid', place, `${origin} ${reaches} ${name}: ${reason}`, more)
    return
  }
  const list = lists[api]
  if (list === undefined) {
    const key = `${api} ${origin}`
    const known = origins.get(key)
    if (known === undefined) origins.set(key, { at: place, calls: [at] })
    else known.calls.push(place, at)
  } else if (!inDomainList(parsed, writesPort(text), list)) {
    const message = `${origin} ${reaches} ${name}, and is not in the domain list of ${listNames[api]}`
    notes.add('url-unlisted', place, message, more)
  }
}

const listNames: Readonly<Record<WatchedApi, string>> = {
  uploadFile: 'uploadFile',
  request: 'request',
  downloadFile: 'downloadFile',
  connectSocket: 'socket',
}

/** Whether a URL is encrypted. Where one of several is, the others may be for development alone. */
function isSecure(url: Value): boolean {
  const head = url.kind === 'text' ? url.parts[0] : url
  return head?.kind === 'known' && /^(?:https|wss):\/\//i.test(String(head.value))
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
