// Writes docs/conformance.md: each row of the specification, and the tests that prove it.
// `node scripts/conformance.js` runs test/spec and writes; with --check it only compares, and with
// --report FILE it takes the JSON report of a run that was made already.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
const target = join('docs', 'conformance.md')
const check = process.argv.includes('--check')

const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-conformance-'))

async function main() {
  const { rows, sections } = await loadRows()
  const { tests, broken } = runTests()
  const { proofs, problems } = prove(rows, tests)
  problems.unshift(...broken)
  const text = render(rows, sections, proofs)
  if (check) {
    if (read(target) !== text) problems.push(`${target} is not current: npm run conformance`)
  } else {
    writeFileSync(target, text)
  }
  for (const problem of problems) console.error(problem)
  const proven = rows.filter(({ id }) => holds(proofs.get(id))).length
  console.log(`${proven} of ${rows.length} rows are proven by ${tests.length} tests`)
  return problems.length === 0 ? 0 : 1
}

function read(path) {
  try {
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n')
  } catch {
    return undefined
  }
}

/** The rows are TypeScript: bundled, they can be imported. */
async function loadRows() {
  const file = join(folder, 'rows.mjs')
  const bundle = await rolldown({ input: 'test/spec/rows.ts', logLevel: 'warn' })
  await bundle.write({ file, format: 'esm' })
  await bundle.close()
  return import(pathToFileURL(file).href)
}

/** The tests; each as its file, the groups around it, its title and how it ended. */
function runTests() {
  const at = process.argv.indexOf('--report')
  if (at >= 0) return readReport(process.argv[at + 1], 0)
  const require = createRequire(import.meta.url)
  const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
  const file = join(folder, 'report.json')
  const run = spawnSync(
    process.execPath,
    [vitest, 'run', 'test/spec', '--reporter=json', `--outputFile=${file}`],
    // The long forms have more tests: left out, so that the page is the same everywhere.
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TT_ANYWHERE_LONG: '' } },
  )
  return readReport(file, run.status)
}

function readReport(file, code) {
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const broken = []
  const tests = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const path = relative(root, name).replaceAll('\\', '/')
    if (!path.startsWith('test/spec/')) return []
    if (status !== 'passed' && assertionResults.length === 0) {
      broken.push(`${path} did not run: ${message.split('\n')[0]}`)
    }
    return assertionResults.map(({ ancestorTitles, title, status }) => ({
      file: path,
      groups: ancestorTitles.filter((group) => group !== ''),
      title,
      status,
    }))
  })
  const failed = tests.filter(({ status }) => status === 'failed').length
  if (code !== 0 && failed === 0 && broken.length === 0) {
    broken.push('vitest failed outside of its tests: see npx vitest run test/spec')
  }
  // Files run side by side; the page must not tell who was first.
  const key = ({ file }) => file.replace(/\d+/, (number) => number.padStart(3, '0'))
  tests.sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0))
  return { tests, broken }
}

const mark = /^(?:\[[\d.,\s]+\]\s*)+/

/** The rows that a title begins with: `[4.1] …`, `[4.1, 4.2] …`. */
function idsOf(title) {
  return mark.exec(title)?.[0].match(/\d+\.\d+/g) ?? []
}

/** Finds the tests of each row, and what is wrong. */
function prove(rows, tests) {
  const proofs = new Map(rows.map(({ id }) => [id, []]))
  const problems = []
  for (const test of tests) {
    const titles = [test.title, ...[...test.groups].reverse()]
    const ids = titles.map(idsOf).find((found) => found.length > 0) ?? []
    const name = [test.file, ...test.groups, test.title].join(' › ')
    // A test of more than the rows ask for; nothing is missing.
    if (ids.length === 0) console.warn(`names no row: ${name}`)
    if (test.status === 'failed') problems.push(`failed: ${name}`)
    for (const id of ids) {
      const found = proofs.get(id)
      if (found === undefined) problems.push(`no such row, ${id}: ${name}`)
      else found.push(test)
    }
  }
  for (const { id, text } of rows) {
    const found = proofs.get(id)
    if (found.length === 0) problems.push(`no test: ${id} ${text}`)
    else if (!found.some(({ status }) => status === 'passed')) {
      problems.push(`no test passed: ${id} ${text}`)
    }
  }
  return { proofs, problems }
}

function holds(tests) {
  return (
    tests.some(({ status }) => status === 'passed') &&
    tests.every(({ status }) => status !== 'failed')
  )
}

const head = `# Conformance

> 中文:本页由 \`npm run conformance\` 根据测试结果生成,请勿手改。每一行是 \`tt.uploadFile\`、\`tt.request\`、\`tt.downloadFile\` 及周边 API 的一条规则:来源、证明它的测试、是否通过。
> 标为“this project's choice”的行,是官方文档没有说明、由本项目自行决定的行为;真机可能不同。

What \`tt.uploadFile\`, \`tt.request\`, \`tt.downloadFile\` and the APIs around them must do, a row a sentence, and the tests that prove it. \`npm run conformance\` makes this page out of
[test/spec/rows.ts](../test/spec/rows.ts) and a run of the tests in [test/spec](../test/spec): a test names its row at the
beginning of its title. Nothing is mocked: real servers on loopback, real files, real causes. The command fails, and CI with
it, where a row has no test, a test fails, or this page is not what the run says.

Where the sources are silent this project chose; such a row is marked **this project's choice**, and the phone may do
otherwise. The sources: *page*, *net*, *task*, *file*, *cookie* and *err* are the platform's own pages (tt.uploadFile, the guide
to its network, UploadTask, files, cookies, error codes), *storage* its pages of the data storage, *device* those of the network's state, *types* its typings, *game* the same pages for mini-games, *feishu*
the documentation of the sibling platform, *web* the web's standards, *chromium* the network stack of the app.
`

function render(rows, sections, proofs) {
  const lines = [head]
  for (const [number, title] of Object.entries(sections)) {
    lines.push(`## ${number}. ${title}`, '')
    lines.push('| row | what | source | proven by | |', '| --- | --- | --- | --- | --- |')
    for (const row of rows.filter(({ id }) => id.startsWith(`${number}.`))) {
      const tests = proofs.get(row.id)
      const state = tests.length === 0 ? 'no test' : holds(tests) ? 'passed' : '**failed**'
      const cells = [row.id, cell(row.text), source(row.source), proof(tests), state]
      lines.push(`| ${cells.join(' | ')} |`)
    }
    lines.push('')
  }
  return lines.join('\n')
}

function source(tags) {
  return tags
    .split(/,\s*/)
    .map((tag) => (tag === 'choice' ? "**this project's choice**" : tag))
    .join(', ')
}

/** The tests of a row: file › title; those of one group together. */
function proof(tests) {
  const sets = new Map()
  for (const test of tests) {
    const key = test.groups.length > 0 ? [test.file, ...test.groups] : [test.file, test.title]
    const name = key.join('\n')
    sets.set(name, [...(sets.get(name) ?? []), test])
  }
  return [...sets.values()]
    .map((set) => {
      const [{ file, groups, title }] = set
      const titles = set.length > 1 && groups.length > 0 ? groups : [...groups, title]
      const link = `[${file.slice(file.lastIndexOf('/') + 1)}](../${file})`
      const many = set.length > 1 ? ` (${set.length} tests)` : ''
      return `${[link, ...titles.map((part) => cell(part.replace(mark, '')))].join(' › ')}${many}`
    })
    .join('<br>')
}

/** Text that can stand in a table: titles hold whatever a test was given. Code stays code. */
function cell(text) {
  const visible = text.replace(/[\p{Cc}\p{Cs}]/gu, (character) =>
    JSON.stringify(character).slice(1, -1),
  )
  const pieces = visible.split(/(`[^`]+`)/)
  return pieces
    .map((piece, index) =>
      index % 2 === 1
        ? piece.replaceAll('|', '\\|')
        : piece.replace(/[|<>*\\`]|(?<!\w)_|_(?!\w)/g, (character) => `\\${character}`),
    )
    .join('')
    .trim()
}

try {
  process.exitCode = await main()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
