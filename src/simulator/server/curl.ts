/**
 * A call of the network as a command line for curl, which makes the same request.
 */
import type { ExchangeRecord, HeaderLine } from '../../profile/exchange.js'

/** What curl writes by itself, and what belongs to the one exchange. */
const own = /^(?:content-length|transfer-encoding|connection|host|expect|accept-encoding)$/i

/**
 * The command, in POSIX quoting.
 *
 * @param locate where a file of the sandbox lies on this machine
 */
export function curlCommand(
  record: ExchangeRecord,
  locate: (filePath: string) => string | undefined,
): string {
  const [hop] = record.hops
  const form = record.form ?? []
  const method = hop?.method ?? record.method
  const headers = (hop?.requestHeaders ?? []).filter(
    // The boundary is curl's own.
    ([name]) => !own.test(name) && !(form.length > 0 && /^content-type$/i.test(name)),
  )
  const encoded = hop?.requestHeaders.some(([name]) => /^accept-encoding$/i.test(name)) ?? false
  const words = [
    quote(hop?.url ?? record.url),
    ...(isUsual(method, record) ? [] : ['-X', quote(method)]),
    ...(encoded ? ['--compressed'] : []),
    ...(record.hops.length > 1 ? ['--location'] : []),
    ...headers.flatMap(headerWords),
    ...form.flatMap((part) => ['-F', quote(formField(part, locate))]),
    ...(record.text === undefined ? [] : ['--data-raw', quote(record.text)]),
  ]
  return `curl ${lines(words).join(' \\\n  ')}`
}

/** What curl would take by itself. */
function isUsual(method: string, { form, text }: ExchangeRecord): boolean {
  return method === (form !== undefined || text !== undefined ? 'POST' : 'GET')
}

/** curl leaves out a header without a value, unless a semicolon stands in the place of the colon. */
function headerWords([name, value]: HeaderLine): string[] {
  return ['-H', quote(value === '' ? `${name};` : `${name}: ${value}`)]
}

type Part = NonNullable<ExchangeRecord['form']>[number]

/** `--form-string` has no place for a type, and `-F` reads what begins with @ or <: the text is quoted. */
function formField(part: Part, locate: (filePath: string) => string | undefined): string {
  const { name, value, fileName, contentType, filePath } = part
  if (value !== undefined) return `${name}=${quoted(value)}`
  const file = (filePath !== undefined && locate(filePath)) || fileName || 'file'
  const type = contentType === undefined ? '' : `;type=${contentType}`
  return `${name}=@${quoted(file)};filename=${quoted(fileName ?? '')}${type}`
}

/** curl's own quotes, within which a comma, a semicolon, @ and < are letters. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

/** A word for a shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** An option and its value stay on one line. */
function lines(words: readonly string[]): string[] {
  const made: string[] = []
  for (const word of words) {
    const last = made.at(-1)
    if (last !== undefined && /^-(?:X|H|F|-data-raw)$/.test(last))
      made[made.length - 1] += ` ${word}`
    else made.push(word)
  }
  return made
}
