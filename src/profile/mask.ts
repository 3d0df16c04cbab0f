/**
 * What records and HAR hide, and how: names stay, values go.
 */

/** How what was recorded is shown. */
export interface Mask {
  url(url: string): string
  /** The value of a header line. */
  header(name: string, value: string): string
  /** The value of a form's field. */
  field(name: string, value: string): string
  /** A body. */
  text(text: string): string
}

/** As it was. */
export const noMask: Mask = {
  url: (url) => url,
  header: (_name, value) => value,
  field: (_name, value) => value,
  text: (text) => text,
}

/** Without what should be read by nobody else. */
export const secretsMask: Mask = {
  url: maskUrl,
  header: (name, value) => headerMask(name)(value),
  field: (name, value) => (secretNames.test(name) ? mask : value),
  text: maskText,
}

const secretHeaders = /^(?:(?:proxy-)?authorization|cookie|set-cookie|x-api-key)$/i
const secretNames =
  /token|secret|passw(?:or)?d|passphrase|credential|signature|session|(?:^|[-_.])(?:key|sign|auth|sid|ticket|policy)$|(?:api|access|private|security|encryption)[-_.]?key/i
/** A part of all names above: a text without it has none of them. */
const secretHint = /token|secret|passw|passp|credent|sign|session|key|auth|sid|ticket|policy/i
const mask = '***'

type ValueMask = (value: string) => string

/** Names come again and again: looking one up costs less than four expressions. */
const headerMasks = new Map<string, ValueMask>()
const mostNames = 500

function headerMask(name: string): ValueMask {
  let found = headerMasks.get(name)
  if (found === undefined) {
    found = findHeaderMask(name)
    // Servers can make up names without end.
    if (headerMasks.size >= mostNames) headerMasks.clear()
    headerMasks.set(name, found)
  }
  return found
}

function findHeaderMask(name: string): ValueMask {
  if (/^set-cookie$/i.test(name)) return maskSetCookie
  if (/^cookie$/i.test(name)) return (value) => value.split(';').map(maskPair).join(';')
  if (/^location$/i.test(name)) return maskUrl
  // Its scheme helps, and is no secret.
  if (/^(?:proxy-)?authorization$/i.test(name))
    return (value) => value.replace(/(^\S+ )?.*$/s, `$1${mask}`)
  return secretHeaders.test(name) || secretNames.test(name) ? () => mask : (value) => value
}

/** The name stays, and what belongs to Set-Cookie's own. */
function maskSetCookie(value: string): string {
  const [first = '', ...rest] = value.split(';')
  return [maskPair(first), ...rest].join(';')
}

function maskPair(pair: string): string {
  return pair.replace(/=.*$/s, `=${mask}`)
}

// Each expression below takes a text in one go, whatever it is: a part that fails is not tried again
// from its middle. They meet what hostile servers and mini-programs make up.

/** User info, and what the query or the fragment names like a secret. */
function maskUrl(url: string): string {
  if (!/[@?&#]/.test(url)) return url
  return url
    .replace(/^([a-z][a-z\d+.-]*:[\\/]+)[^\\/?#]*@/i, `$1${mask}@`)
    .replace(/([?&#])([^=&#?]+)=([^&#]*)/g, (pair, mark: string, name: string) =>
      secretNames.test(name) ? `${mark}${name}=${mask}` : pair,
    )
}

/** A string of JSON, and the value that it is the name of; one that is cut off ends with the text. */
const jsonPair =
  /"((?:[^"\\]|\\(?:[\s\S]|$))*)(?:"|$)(?:(\s*:\s*)(?:"(?:[^"\\]|\\(?:[\s\S]|$))*(?:"|$)|-?\d[\d.eE+-]*|\[[^[\]{}]*(?:\]|$)))?/g

/** JSON's values and a form's by their names; any other text has none. */
function maskText(text: string): string {
  if (!secretHint.test(text)) return text
  return text
    .replace(jsonPair, (all, name: string, colon = '') =>
      colon !== '' && secretNames.test(name) ? `"${name}"${colon}"${mask}"` : all,
    )
    .replace(/(^|&)([\w.~%+-]+)=([^&\s]*)/g, (all, mark: string, name: string) =>
      secretNames.test(name) ? `${mark}${name}=${mask}` : all,
    )
}
