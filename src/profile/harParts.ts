/**
 * The parts of a HAR entry that are made of texts: a body, cookies, a query.
 */
import { layOut } from '../multipart/layout.js'
import type { ExchangeRecord, HeaderLine } from './exchange.js'

/** A name and its value. */
export interface HarPair {
  readonly name: string
  readonly value: string
}

/** A cookie; what its server said of it only where it did. */
export interface HarCookie extends HarPair {
  readonly path?: string
  readonly domain?: string
  /** ISO 8601. */
  readonly expires?: string
  readonly httpOnly?: boolean
  readonly secure?: boolean
}

/** What was sent. */
export interface HarPostData {
  readonly mimeType: string
  readonly params?: readonly {
    readonly name: string
    readonly value?: string
    readonly fileName?: string
    readonly contentType?: string
  }[]
  readonly text: string
}

/** The body of a request: text, or a form whose files are told of. */
export function postDataOf({ form, text }: ExchangeRecord, mimeType: string): HarPostData {
  if (form === undefined) return { mimeType, text: text ?? '' }
  return {
    mimeType,
    params: form.map(({ name, value, fileName, contentType }) => ({
      name,
      ...(value !== undefined && { value }),
      ...(fileName !== undefined && { fileName }),
      ...(contentType !== undefined && { contentType }),
    })),
    text: formText(form, mimeType),
  }
}

/** The form as it went, but for the file's bytes: Chrome's tools read the text, and no params. */
function formText(form: NonNullable<ExchangeRecord['form']>, mimeType: string): string {
  const boundary = /boundary=([^;\s]+)/.exec(mimeType)?.[1]
  const file = form.at(-1)
  if (boundary === undefined || file === undefined) return ''
  const { name, size, fileName = '', contentType = '' } = file
  const fields = form.slice(0, -1).map(({ name, value = '' }) => [name, value] as const)
  const { before, after } = layOut(fields, { name, fileName, contentType }, boundary)
  const decoder = new TextDecoder()
  return `${decoder.decode(before)}(${size} bytes, which are not recorded)${decoder.decode(after)}`
}

/** The first value of a header; empty where there is none. */
export function headerOf(lines: readonly HeaderLine[], name: string): string {
  return lines.find(([key]) => key.toLowerCase() === name)?.[1] ?? ''
}

/** The cookies that were sent. */
export function sentCookies(headers: readonly HeaderLine[]): HarCookie[] {
  return headerOf(headers, 'cookie').split(';').flatMap(pairIn)
}

/** The cookies that were set. */
export function setCookies(headers: readonly HeaderLine[]): HarCookie[] {
  return headers.flatMap(([name, line]) => {
    const [first = '', ...attributes] = line.split(';')
    if (name.toLowerCase() !== 'set-cookie') return []
    return pairIn(first).map((pair) => Object.assign(pair, ...attributes.map(attributeIn)))
  })
}

function attributeIn(text: string): Omit<HarCookie, keyof HarPair> {
  const [name = '', ...rest] = text.trim().split('=')
  const value = rest.join('=')
  switch (name.toLowerCase()) {
    case 'path':
      return { path: value }
    case 'domain':
      return { domain: value }
    case 'expires':
      return Number.isNaN(Date.parse(value)) ? {} : { expires: new Date(value).toISOString() }
    case 'httponly':
      return { httpOnly: true }
    case 'secure':
      return { secure: true }
    default:
      return {}
  }
}

function pairIn(text: string): HarPair[] {
  const [name = '', ...value] = text.trim().split('=')
  return name === '' ? [] : [{ name, value: value.join('=') }]
}

/** The names and values of a URL's query. */
export function queryOf(url: string): HarPair[] {
  const start = url.indexOf('?')
  if (start < 0) return []
  const text = url.slice(start + 1).split('#')[0] ?? ''
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))
}
