// Writes docs/errors.md out of the error table: `npm run docs:errors`; with --check it only tells
// whether the page is as the table says.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const page = 'docs/errors.md'

/** What Node tells for each row, by the row's own name; rows that Node has no part in are absent. */
const seen = {
  fileMissing: ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'],
  fileDenied: ['EACCES', 'EPERM'],
  offline: ['ENETUNREACH', 'EHOSTUNREACH', 'EAI_AGAIN', 'ENOTFOUND'],
  forbidden: ['EACCES', 'EPERM'],
  changed: [],
  dns: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA'],
  tls: ['EPROTO', 'ERR_SSL_…', 'ECONNRESET'],
  connect: ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'ETIMEDOUT', 'EINVAL'],
  interrupted: ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  certificate: [
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_REVOKED',
    'UNABLE_TO_GET_CRL',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'INVALID_PURPOSE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  network: ['HPE_…', 'EMFILE', 'ENFILE', 'Z_DATA_ERROR', 'ERR__ERROR_FORMAT_…'],
}

const types = {
  D: 'the developer',
  U: 'the user',
  F: 'the framework',
  I: 'nobody: it can be ignored',
}

/** The table as the sources have it, whatever is built. */
async function readTable() {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-errors-'))
  try {
    const input = { errors: 'src/api/errors.ts', networkApis: 'src/api/networkApis.ts' }
    const bundle = await rolldown({ input, platform: 'neutral' })
    await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' })
    await bundle.close()
    const load = (name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href)
    return { ...(await load('errors')), ...(await load('networkApis')) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const code = (text) => `\`${text}\``

const codeOf = (number, { suffix }) => `${number}${String(suffix).padStart(2, '0')}`

/** The lines of a table whose columns are as wide as their widest cell: as the formatter has them. */
function table(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  const line = (row, fill) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column], fill)).join(' | ')} |`
  const [head, ...rest] = cells
  return [
    line(head, ' '),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rest.map((row) => line(row, ' ')),
  ]
}

function rowSection([name, row], number) {
  const lines = [
    `### ${codeOf(number(row), row)} ${code(row.detail)}`,
    '',
    ...(row.api === undefined ? [] : [`- Only: ${row.api}`]),
    `- Type: ${row.type} (${types[row.type]})`,
    `- Cause: ${row.causes}`,
    `- What to do: ${row.advice}`,
  ]
  if (seen[name]?.length > 0) lines.push(`- What Node tells: ${seen[name].map(code).join(', ')}`)
  return lines.join('\n')
}

const nameSection = ([name, { causes, advice }]) =>
  [`### ${code(name)}`, '', `- Cause: ${causes}`, `- What to do: ${advice}`].join('\n')

function render({ errorRows, networkErrors, networkApis }) {
  const number = ({ api = 'uploadFile' }) => networkApis[api].number
  const rows = Object.entries(errorRows)
  const known = new Set(rows.map(([name]) => name))
  for (const name of Object.keys(seen)) if (!known.has(name)) throw new Error(`no row ${name}`)
  const codes = [...new Set(rows.map(([, row]) => row.suffix))].sort((a, b) => a - b)
  return `${[
    '<!-- Written by `npm run docs:errors` out of src/api/errors.ts: change it there. -->',
    '',
    '# Errors of tt.uploadFile, tt.request and tt.downloadFile',
    '',
    '`fail` and `complete` get an object of three fields:',
    '',
    '```js',
    "{ errMsg: 'uploadFile:fail dns error', errorCode: 121924, errorType: 'U' }",
    '```',
    '',
    `\`errMsg\` is the API's name, \`:fail \` and the detail; \`%s\` stands for what varies: a URL or a path just as the call gave it, an option's name, a protocol, what was aborted. \`errorCode\` has six digits: the first four are the API, the last two are the error. \`errorType\` says whose it is: ${Object.entries(
      types,
    )
      .map(([type, whose]) => `${type} ${whose}`)
      .join(', ')}.`,
    '',
    ...table([
      ['API', 'first four', 'whose number', 'what abort() says'],
      ...Object.entries(networkApis).map(([api, row]) => [
        `tt.${api}`,
        String(row.number),
        row.source === 'page' ? 'the platform' : "this project's choice: no page tells it",
        code(`${row.noun} abort`),
      ]),
    ]),
    '',
    'The table has the codes of uploadFile; the others differ in the first four digits alone. Codes, details and types are those of the platform. Details that two causes share are told apart only here.',
    '',
    ...table([
      ['code', 'detail', 'type'],
      ...codes.flatMap((suffix) =>
        rows
          .filter(([, row]) => row.suffix === suffix)
          .map(([, row]) => [codeOf(number(row), row), code(row.detail), row.type]),
      ),
    ]),
    '',
    '## Causes, and what to do',
    '',
    rows.map((entry) => rowSection(entry, number)).join('\n\n'),
    '',
    '## The names of `network error:%s`',
    '',
    "They are Chromium's, whose network stack the app uses.",
    '',
    Object.entries(networkErrors).map(nameSection).join('\n\n'),
  ].join('\n')}\n`
}

const text = render(await readTable())
if (process.argv.includes('--check')) {
  if (readFileSync(page, 'utf8') !== text) {
    console.error(`${page} is not what the table says: npm run docs:errors`)
    process.exitCode = 1
  }
} else {
  writeFileSync(page, text)
}
