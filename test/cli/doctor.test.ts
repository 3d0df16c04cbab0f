import { readFile, symlink } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clean, writeProject } from '../doctor/project.js'
import { run, start } from './command.js'

const page = 'pages/index/index.js'
const wrong = {
  ...clean,
  [page]: `const BASE = 'http://upload.example.com'
tt.uploadFile({ url: BASE + '/100%', filePath: f, name: 'n', formData: { n: 1 } })`,
}
const sample = () => writeProject(wrong)

test('text: by file, with the place, the rule and what to do; 1 for errors', async () => {
  const folder = await sample()
  const { code, stdout, stderr } = await run(['doctor', folder])
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  expect(stdout).toBe(`pages/index/index.js
  1:14     error    http://upload.example.com reaches tt.uploadFile, and is not
                    https (url-http)
                    at pages/index/index.js:2
                    Serve it by https, and write https:// (wss:// for a socket).
  2:77     warning  formData.n of tt.uploadFile is a number (form-value)
                    at pages/index/index.js:2
                    Turn it into a string: String(value), or
                    JSON.stringify(value) for an object.

1 error, 1 warning, 0 for information
Read 1 page and 2 scripts; the packages have 4 files, 182 B
`)
})

test('a clean project: 0', async () => {
  const { code, stdout } = await run(['doctor', await writeProject(clean)])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^0 errors, 0 warnings, 0 for information\n/)
})

test('--strict: warnings fail too', async () => {
  const folder = await writeProject({ ...clean, [page]: 'eval(code)' })
  expect((await run(['doctor', folder])).code).toBe(0)
  expect((await run(['doctor', folder, '--strict'])).code).toBe(1)
})

test('--json: the shape of docs/doctor.md', async () => {
  const { code, stdout } = await run(['doctor', await sample(), '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toEqual({
    format: 1,
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    summary: { error: 1, warning: 1, info: 0 },
    read: { files: 4, bytes: expect.any(Number), scripts: 2, pages: 1 },
    findings: [
      {
        rule: 'url-http',
        severity: 'error',
        file: page,
        line: 1,
        column: 14,
        message: 'http://upload.example.com reaches tt.uploadFile, and is not https',
        advice: expect.any(String),
        related: [{ file: page, line: 2, column: 1 }],
      },
      expect.objectContaining({ rule: 'form-value', line: 2 }),
    ],
  })
})

test('--format github: workflow commands, with what they would read escaped', async () => {
  const folder = await writeProject({
    ...clean,
    'a,b:c.js': 'x',
    'app.js': "import './a,b:c'\ntt.request({ url: '100%' })",
  })
  const { stdout } = await run(['doctor', folder, '--format', 'github'])
  expect(stdout).toMatch(
    /^::error file=app.js,line=2,col=19,title=tt-anywhere url-invalid::"100%25" reaches tt.request, and is no URL/,
  )
})

test('--format gitlab: a Code Quality report whose fingerprints outlive other lines', async () => {
  const report = async (script: string) => {
    const folder = await writeProject({ ...clean, [page]: script })
    const { stdout } = await run(['doctor', folder, '--format', 'gitlab'])
    return JSON.parse(stdout) as { fingerprint: string; location: object }[]
  }
  const [first, second] = await report('eval(a)\neval(b)')
  expect(first).toEqual({
    description: expect.stringMatching(/^eval does not run on the platform\. Write/),
    check_name: 'code-from-text',
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    severity: 'minor',
    location: { path: page, lines: { begin: 1 } },
  })
  expect(second?.fingerprint).not.toBe(first?.fingerprint)
  const [moved] = await report('\n\n\neval(a)')
  expect(moved?.fingerprint).toBe(first?.fingerprint)
})

test('--output: the report in a file, the sum on stderr', async () => {
  const folder = await sample()
  const file = join(folder, 'report.json')
  const { code, stdout, stderr } = await run(['doctor', folder, '--json', '--output', file])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(JSON.parse(await readFile(file, 'utf8')).summary.error).toBe(1)
  expect(stderr).toMatch(/^1 error, 1 warning/)
  const lost = await run(['doctor', folder, '--output', join(folder, 'none', 'report')])
  expect(lost.code).toBe(74)
  expect(lost.stderr).toMatch(/can't be written: ENOENT/)
})

test('the domain lists of tt-anywhere.config.json and of --domain', async () => {
  const folder = await writeProject({
    ...clean,
    'tt-anywhere.config.json': '{ "domains": { "request": ["https://a.example.com"] } }',
    [page]: `tt.request({ url: 'https://a.example.com' })
tt.request({ url: 'https://b.example.com' })
tt.uploadFile({ url: 'https://b.example.com', filePath: f, name: 'n' })`,
  })
  const rules = async (...words: string[]) => {
    const { stdout } = await run(['doctor', folder, '--json', ...words])
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; line: number }[] }
    return findings.map(({ rule, line }) => `${line} ${rule}`)
  }
  expect(await rules()).toEqual(['2 url-unlisted', '3 url-origin'])
  expect(await rules('--domain', 'request=https://b.example.com')).toEqual(['3 url-origin'])
  expect(await rules('--domain', 'https://b.example.com')).toEqual([])
  expect(await rules('--domain', 'uploadFile=https://c.example.com')).toEqual([
    '2 url-unlisted',
    '3 url-unlisted',
  ])
})

test.each([
  [['doctor'], /FOLDER is missing/],
  [['doctor', 'none'], /none is no folder/],
  [['doctor', 'package.json'], /package.json is no folder/],
  [['doctor', '.', '--format', 'xml'], /--format must be text, json, github, gitlab, got "xml"/],
  [['doctor', '.', '--json', '--format', 'gitlab'], /do not go together/],
  [['doctor', '.', '--domain', 'http://a.example.com'], /it must begin with https/],
  [
    ['doctor', '.', '--domain', 'upload=https://a.example.com'],
    /there is no list upload; it can be/,
  ],
])('wrong usage: %j', async (words, message) => {
  const { code, stdout, stderr } = await run(words)
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
  expect(stderr).toMatch(message)
})

test('a config file that is wrong: 64, naming the key', async () => {
  const folder = await writeProject({ ...clean, 'tt-anywhere.config.json': '{ "domain": [] }' })
  const { code, stderr } = await run(['doctor', folder])
  expect(code).toBe(64)
  expect(stderr).toMatch(/did you mean domains\?/)
})

test.skipIf(platform() === 'win32')('names in a terminal’s own language do no harm', async () => {
  const folder = await writeProject(clean)
  await symlink('..', join(folder, 'a\x1b[31mb'))
  const { stdout } = await run(['doctor', folder])
  expect(stdout).toContain('a\\x1b[31mb')
})

test('Ctrl+C ends it, and leaves nothing', async () => {
  const line = `f(${'"abcdefgh"+'.repeat(20)}1);`
  const folder = await writeProject({ ...clean, 'app.js': line.repeat(40_000) })
  const file = join(folder, 'report')
  const { child, ended } = start(['doctor', folder, '--output', file])
  setTimeout(() => child.kill('SIGINT'), 300)
  expect(await ended).toMatchObject({ stdout: '', stderr: '' })
  expect(child.signalCode).toBe('SIGINT')
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})
