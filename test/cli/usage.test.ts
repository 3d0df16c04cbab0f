import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { photo, run } from './command.js'

const url = ['--url', 'http://127.0.0.1:1']

describe('wrong usage: exit 64, a message on stderr, nothing on stdout', () => {
  const cases: [words: string[], message: RegExp][] = [
    [['upload', ...url], /FILE is missing/],
    [['upload', photo], /--url is missing/],
    [['upload', photo, 'other', ...url], /"other" is one too many/],
    [['upload', photo, ...url, '--frm', 'a=b'], /unknown option --frm; did you mean --form\?/],
    [['upload', photo, ...url, '--form', 'ab'], /--form must be key=value, got "ab"/],
    [['upload', photo, ...url, '--form', '=b'], /--form must be key=value/],
    [['upload', photo, ...url, '--header', 'ab'], /--header must be 'name: value'/],
    [['upload', photo, ...url, '--timeout', '5s'], /--timeout must be a whole number/],
    [['upload', photo, ...url, '--timeout', '0'], /--timeout must be a whole number/],
    [['upload', photo, ...url, '--timeout', '2147483648'], /from 1 to 2147483647/],
    [['upload', photo, ...url, '--platform', 'wp'], /--platform must be ios, android/],
    [['upload', photo, ...url, '--env', 'test'], /--env must be production/],
    [['upload', photo, ...url, '--domain', 'http://a.example'], /it must begin with https/],
    [['upload', photo, ...url, '--proxy', 'ftp://a'], /proxy must be/],
    [['upload', photo, ...url, '--app-id', 'ü'], /appId must be/],
    [['upload', photo, ...url, '--ca', 'none.pem'], /--ca none.pem can't be read/],
    [['upload', photo, ...url, '--ca', 'package.json'], /holds no certificate in PEM/],
    [['upload', photo, '--json', '--url'], /--url/],
    [['receive', '--port', '65536'], /--port must be a whole number from 0 to 65535/],
    [['receive', '--key', 'a.pem'], /--key and --cert go together/],
    [['receive', '--max-file-size', 'ten'], /--max-file-size must be a number of bytes/],
    [['receive', 'uploads'], /receive takes no "uploads"/],
    [['demo'], /FILE is missing/],
    [['uplaod'], /no command "uplaod"; did you mean upload\?/],
    [['--json', 'upload'], /the command comes first/],
    [[], /Usage {2}tt-anywhere COMMAND/],
  ]
  test.each(cases)('%j', async (words, message) => {
    const { code, stdout, stderr } = await run(words)
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

describe('--help', () => {
  test.each([
    [['--help'], ['upload', 'receive', 'demo', '--version']],
    [
      ['help', 'receive'],
      ['--port', '--folder', '--max-file-size', '--json'],
    ],
    [
      ['receive', '-h'],
      ['--key', '--cert', 'second signal'],
    ],
    [
      ['demo', '--help'],
      ['FILE', 'byte for byte'],
    ],
    [
      ['upload', '--help'],
      [
        ...['--url', '--name', '--form', '--header', '--timeout', '24 hours', '--platform'],
        ...['--app-id', '--app-version', '--env', '--domain', '--ca', '--insecure', '--proxy'],
        ...['--json', '--quiet', 'nothing but errors', 'Exits with 0'],
      ],
    ],
  ])('%j', async (words, expected) => {
    const { code, stdout, stderr } = await run(words)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const text of [...expected, 'Examples', 'tt-anywhere ']) expect(stdout).toContain(text)
    // Examples are to be copied as they are; all else keeps to a narrow terminal.
    const lines = stdout.slice(0, stdout.indexOf('Examples')).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  })
})

test('--version is that of package.json', async () => {
  const manifest = JSON.parse(await readFile('package.json', 'utf8'))
  expect(await run(['--version'])).toEqual({
    code: 0,
    stdout: `${manifest.version}\n`,
    stderr: '',
  })
})

test('after -- a FILE may begin with a dash', async () => {
  const { code, stdout } = await run(['upload', '--json', ...url, '--', '-h'])
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({ errorCode: 121902 })
})
