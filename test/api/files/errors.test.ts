/**
 * Every error row of every API of files, by a real cause, asynchronous and Sync.
 */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adviceFor, type FileApiName, fileApis, fileErrorRows, type Host } from 'tt-anywhere'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failureOf, managerOf, thrownBy } from '../../helpers/fileSystem.js'
import { startHost } from '../../helpers/host.js'

const file = 'ttfile://user/file.txt'
const folder = 'ttfile://user/folder'
const none = 'ttfile://user/none'
const noFolder = 'ttfile://user/none/x'
const temp = 'ttfile://temp/x'
const outside = '/etc/passwd'
const long = `ttfile://user/${'x'.repeat(300)}`
const big = 'x'.repeat(2000)

interface Case {
  api: string
  options: Record<string, unknown>
  row: string
  /** The codes of the asynchronous API and of its Sync twin. */
  codes: [number, number?]
  detail: string
}

/** `%` in a detail stands for the name of the API that is called. */
const cases: Case[] = [
  ...group('access', [107400, 108800], {
    'denied 1': [{ path: outside }, `permission denied, % ${outside}`],
    'denied 1 climbing': [
      { path: 'ttfile://user/../x' },
      'permission denied, % ttfile://user/../x',
    ],
    'missing 2': [{ path: none }, `no such file or directory, % ${none}`],
  }),
  ...group('stat', [107600, 109000], {
    'denied 1': [{ path: outside }, `permission denied, % ${outside}`],
    'missing 2': [{ path: none }, `no such file or directory, % ${none}`],
    'paramMissing 99': [{ path: '' }, 'params path is required'],
  }),
  ...group('readFile', [106500, 108300], {
    'denied 1': [{ filePath: outside }, `permission denied, % ${outside}`],
    'notPermitted 2': [{ filePath: folder }, `operation not permitted, % ${folder}`],
    'missing 3': [{ filePath: none }, `no such file or directory, % ${none}`],
    'paramInvalid 99 encoding': [{ filePath: file, encoding: 'gbk' }, 'params encoding is invalid'],
    'paramInvalid 99 position': [{ filePath: file, position: 5 }, 'params position is invalid'],
    'paramInvalid 99 half': [{ filePath: file, position: 0.5 }, 'params position is invalid'],
    'paramInvalid 99 none': [{ filePath: file, length: 0 }, 'params length is invalid'],
    'paramInvalid 99 length': [{ filePath: file, length: 6 }, 'params length is invalid'],
  }),
  ...group('writeFile', [107000, 108400], {
    'denied 1': [{ filePath: temp, data: 'x' }, `permission denied, % ${temp}`],
    'denied 1 root': [
      { filePath: 'ttfile://user', data: 'x' },
      'permission denied, % ttfile://user',
    ],
    'missing 2': [{ filePath: noFolder, data: 'x' }, `no such file or directory, % ${noFolder}`],
    'quota 3': [{ filePath: none, data: big }, 'user dir saved file size limit exceeded'],
    'notPermitted 4': [{ filePath: folder, data: 'x' }, `operation not permitted, % ${folder}`],
    'dataInvalid 99': [{ filePath: none, data: 1 }, 'data is invalid'],
    'dataInvalid 99 view': [{ filePath: none, data: new Uint8Array(1) }, 'data is invalid'],
    'dataInvalid 99 hex': [{ filePath: none, data: 'xyz', encoding: 'hex' }, 'data is invalid'],
    'paramMissing 99': [{ data: 'x' }, 'params filePath is required'],
    'paramMissing 99 data': [{ filePath: none }, 'params data is required'],
    'paramInvalid 99': [{ filePath: long, data: 'x' }, 'params filePath is invalid'],
  }),
  ...group('appendFile', [108000, 109300], {
    'denied 1': [{ filePath: temp, data: 'x' }, `permission denied, % ${temp}`],
    'missing 2': [{ filePath: noFolder, data: 'x' }, `no such file or directory, % ${noFolder}`],
    'quota 3': [{ filePath: file, data: big }, 'user dir saved file size limit exceeded'],
    'notPermitted 4': [{ filePath: folder, data: 'x' }, `operation not permitted, % ${folder}`],
    'dataInvalid 99': [{ filePath: none, data: {} }, 'data is invalid'],
  }),
  ...group('copyFile', [107800, 109200], {
    'deniedPair 1': [
      { srcPath: outside, destPath: none },
      `permission denied, % ${outside} -> ${none}`,
    ],
    'deniedPair 1 to': [
      { srcPath: file, destPath: temp },
      `permission denied, % ${file} -> ${temp}`,
    ],
    'notPermitted 2': [{ srcPath: folder, destPath: none }, `operation not permitted, % ${folder}`],
    'notPermitted 2 to': [
      { srcPath: file, destPath: folder },
      `operation not permitted, % ${folder}`,
    ],
    'missingPair 3': [
      { srcPath: none, destPath: file },
      `no such file or directory, % ${none} -> ${file}`,
    ],
    'missingPair 3 to': [
      { srcPath: file, destPath: noFolder },
      `no such file or directory, % ${file} -> ${noFolder}`,
    ],
    'quota 4': [{ srcPath: '{large}', destPath: none }, 'user dir saved file size limit exceeded'],
  }),
  ...group('rename', [107700, 109100], {
    'denied 1': [{ oldPath: temp, newPath: none }, `permission denied, % ${temp}`],
    'denied 1 to': [{ oldPath: file, newPath: temp }, `permission denied, % ${temp}`],
    'missingPair 2': [
      { oldPath: none, newPath: file },
      `no such file or directory, % ${none} -> ${file}`,
    ],
    'notPermitted 3': [{ oldPath: file, newPath: folder }, `operation not permitted, % ${folder}`],
    'paramMissing 99': [{ oldPath: file }, 'params newPath is required'],
    'paramInvalid 99': [{ oldPath: file, newPath: long }, 'params newPath is invalid'],
  }),
  ...group('unlink', [107500, 108900], {
    'denied 1': [{ filePath: temp }, `permission denied, % ${temp}`],
    'missing 2': [{ filePath: none }, `no such file or directory, % ${none}`],
    'notPermitted 3': [{ filePath: folder }, `operation not permitted, % ${folder}`],
    'paramMissing 99': [{ filePath: null }, 'params filePath is required'],
  }),
  ...group('mkdir', [107100, 108500], {
    'denied 1': [{ dirPath: temp }, `permission denied, % ${temp}`],
    'exists 2': [{ dirPath: folder }, `file already exists, % ${folder}`],
    'exists 2 file': [{ dirPath: file, recursive: true }, `file already exists, % ${file}`],
    'missing 3': [{ dirPath: noFolder }, `no such file or directory, % ${noFolder}`],
    'missing 3 below a file': [
      { dirPath: `${file}/x`, recursive: true },
      `no such file or directory, % ${file}/x`,
    ],
  }),
  ...group('rmdir', [107300, 108700], {
    'denied 1': [{ dirPath: temp }, `permission denied, % ${temp}`],
    'missing 2': [{ dirPath: none }, `no such file or directory, % ${none}`],
    'notEmpty 3': [{ dirPath: folder }, 'directory not empty'],
    'notPermitted 5': [{ dirPath: file }, `operation not permitted, % ${file}`],
  }),
  ...group('readdir', [107200, 108600], {
    'denied 1': [{ dirPath: outside }, `permission denied, % ${outside}`],
    'notPermitted 2': [{ dirPath: file }, `operation not permitted, % ${file}`],
    'missing 3': [{ dirPath: none }, `no such file or directory, % ${none}`],
  }),
  ...group('truncate', [108100, 109400], {
    'denied 1': [{ filePath: temp }, `permission denied, % ${temp}`],
    'missing 2': [{ filePath: none }, `no such file or directory, % ${none}`],
    'quota 3': [{ filePath: file, length: 2000 }, 'user dir saved file size limit exceeded'],
    'notPermitted 4': [{ filePath: folder }, `operation not permitted, % ${folder}`],
    'paramMissing 99': [{}, 'params filePath is required'],
    'paramInvalid 99': [{ filePath: file, length: -1 }, 'params length is invalid'],
  }),
  ...group('saveFile', [108200, 108200], {
    'denied 1': [{ tempFilePath: file }, `permission denied, % ${file}`],
    'denied 1 to': [
      { tempFilePath: '{small}', filePath: outside },
      `permission denied, % ${outside}`,
    ],
    'missing 2': [{ tempFilePath: temp }, `no such file or directory, % ${temp}`],
    'missing 2 to': [
      { tempFilePath: '{small}', filePath: noFolder },
      `no such file or directory, % ${noFolder}`,
    ],
    'quota 3': [{ tempFilePath: '{large}' }, 'user dir saved file size limit exceeded'],
    'quota 3 own': [{ tempFilePath: '{own}' }, 'user dir saved file size limit exceeded'],
    'notPermitted 5': [
      { tempFilePath: 'ttfile://temp' },
      'operation not permitted, % ttfile://temp',
    ],
    'paramMissing 99': [{}, 'params tempFilePath is required'],
    'paramInvalid 99': [{ tempFilePath: '{small}', filePath: long }, 'params filePath is invalid'],
  }),
  ...group('getFileInfo', [106600], {
    'denied 1': [{ filePath: outside }, `permission denied, % ${outside}`],
    'missing 2': [{ filePath: none }, `no such file or directory, % ${none}`],
    'notPermitted 3': [{ filePath: folder }, `operation not permitted, % ${folder}`],
    'paramMissing 99': [{}, 'params filePath is required'],
    'paramInvalid 99': [
      { filePath: file, digestAlgorithm: 'toString' },
      'params digestAlgorithm is invalid',
    ],
  }),
  ...group('removeSavedFile', [106800], {
    'denied 1': [{ filePath: temp }, `permission denied, % ${temp}`],
    'missing 2': [{ filePath: none }, `no such file or directory, % ${none}`],
    'notPermitted 3': [{ filePath: folder }, `operation not permitted, % ${folder}`],
    'paramMissing 99': [{ filePath: undefined }, 'params filePath is required'],
  }),
  // Where the API's page has no row of its own: the number that all share.
  ...['access', 'readFile', 'appendFile', 'copyFile', 'mkdir', 'readdir'].map((api) => {
    const name = { access: 'path', copyFile: 'srcPath' }[api] ?? 'filePath'
    const first = api.endsWith('dir') ? 'dirPath' : name
    const codes: [number, number] = [161799, 161799]
    return { api, options: {}, row: 'paramMissing', codes, detail: `params ${first} is required` }
  }),
  {
    api: 'rmdir',
    options: {},
    row: 'paramMissing',
    codes: [107399, 161799],
    detail: 'params dirPath is required',
  },
]

function group(
  api: string,
  [base, syncBase]: [number, number?],
  rows: Record<string, [Record<string, unknown>, string]>,
): Case[] {
  return Object.entries(rows).map(([name, [options, detail]]) => {
    const [row = '', suffix] = name.split(' ')
    const code = base + Number(suffix)
    const codes: Case['codes'] = syncBase ? [code, syncBase + Number(suffix)] : [code]
    return { api, options, row, codes, detail }
  })
}

const optionsOf: Record<string, string[]> = {
  readFile: ['filePath', 'encoding', 'position', 'length'],
  writeFile: ['filePath', 'data', 'encoding'],
  appendFile: ['filePath', 'data', 'encoding'],
  copyFile: ['srcPath', 'destPath'],
  rename: ['oldPath', 'newPath'],
  saveFile: ['tempFilePath', 'filePath'],
  truncate: ['filePath', 'length'],
  mkdir: ['dirPath', 'recursive'],
  rmdir: ['dirPath', 'recursive'],
  stat: ['path', 'recursive'],
  readdir: ['dirPath'],
  access: ['path'],
  unlink: ['filePath'],
}

let machine: string
let host: Host
let places: Record<string, string>

beforeAll(async () => {
  machine = mkdtempSync(join(tmpdir(), 'file-errors-'))
  writeFileSync(join(machine, 'large'), big)
  writeFileSync(join(machine, 'small'), 'x')
})
afterAll(() => rmSync(machine, { recursive: true, force: true }))

async function open() {
  host = startHost({ userQuota: 1000, storage: join(machine, 'storage') })
  const manager = managerOf(host)
  manager.mkdirSync(folder, true)
  manager.writeFileSync(file, 'hello')
  manager.writeFileSync(`${folder}/inner.txt`, 'inner')
  places = {
    '{large}': await host.addFile(join(machine, 'large')),
    '{small}': await host.addFile(join(machine, 'small')),
    '{own}': await host.addFile({ name: 'own', data: big }),
  }
  return manager as unknown as Record<string, (...args: unknown[]) => void>
}

function place(value: unknown): unknown {
  return typeof value === 'string' && Object.hasOwn(places, value) ? places[value] : value
}

describe.each(cases)('$api $row: $detail', ({ api, options, row, codes, detail }) => {
  const [code, syncCode] = codes

  test(`${code}`, async () => {
    const manager = await open()
    const placed = Object.fromEntries(Object.entries(options).map(([k, v]) => [k, place(v)]))
    const error = await failureOf(manager[api]!, placed)
    expect(error).toEqual({
      errMsg: `${api}:fail ${detail.replace('%', api)}`,
      errorCode: code,
      errorType: 'D',
    })
    expect(adviceFor({ ...error, errorType: 'D' })).toBe(
      fileErrorRows[row as keyof typeof fileErrorRows].advice,
    )
  })

  test.runIf(syncCode)(`${syncCode}, thrown by the Sync twin`, async () => {
    const manager = await open()
    const name = `${api}Sync`
    const args = optionsOf[api]!.map((option) => place(options[option]))
    const error = thrownBy(() => manager[name]!(...args))
    const errMsg = `${name}:fail ${detail.replace('%', name)}`
    expect(error).toBeInstanceOf(Error)
    expect({ ...error }).toEqual({ errMsg, errorCode: syncCode, errorType: 'D' })
    expect(error.message).toBe(errMsg)
  })
})

test('every row of the table is brought about above', () => {
  const told = new Set(
    cases.flatMap(({ api, row, codes }) => [`${api} ${row}`, codes[1] && `${api}Sync ${row}`]),
  )
  told.add('getSavedFileList listFail') // below, as the others that need more than arguments
  const listed = (Object.keys(fileApis) as FileApiName[]).flatMap((api) =>
    Object.keys({ ...fileApis[api].page, ...fileApis[api].choice })
      .filter((row) => row !== 'operationFail')
      .map((row) => `${api} ${row}`),
  )
  expect(listed.filter((one) => !told.has(one))).toEqual([])
})

describe('types', () => {
  test('161799 names the option, and what came', async () => {
    const manager = await open()
    expect(await failureOf(manager.readFile!, { filePath: 1 })).toEqual({
      errMsg: 'readFile:fail params.filePath should be string, but got number',
      errorCode: 161799,
      errorType: 'D',
    })
    expect(await failureOf(manager.mkdir!, { dirPath: folder, recursive: [] })).toMatchObject({
      errMsg: 'mkdir:fail params.recursive should be boolean, but got array',
    })
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(await failureOf(manager.access!, { path: proxy })).toMatchObject({ errorCode: 161799 })
  })

  test('161799 names the argument of a Sync twin by its place', async () => {
    const manager = await open()
    const error = thrownBy(() => manager.writeFileSync!(file, 'x', 5))
    expect(error.errMsg).toBe('writeFileSync:fail inputs[2] should be string, but got number')
    expect(error.errorCode).toBe(161799)
    expect(thrownBy(() => manager.unlinkSync!({ filePath: file })).errMsg).toBe(
      'unlinkSync:fail inputs[0] should be string, but got object',
    )
  })

  test('a callback that is none', async () => {
    const manager = await open()
    const error = await new Promise((fail) => manager.access!({ path: file, success: 'x', fail }))
    expect(error).toMatchObject({
      errMsg: 'access:fail params.success should be function, but got string',
    })
  })
})

describe('what needs more than arguments', () => {
  test('106701 where the folder of the saved files is gone', async () => {
    const manager = await open()
    const user = join(machine, 'storage', 'd-tt0000000000000000', 'user')
    renameSync(user, `${user}-aside`)
    const error = await failureOf(manager.getSavedFileList!, {})
    expect(error).toEqual({
      errMsg: 'getSavedFileList:fail get saved file list fail',
      errorCode: 106701,
      errorType: 'F',
    })
    expect(adviceFor({ ...error, errorType: 'F' })).toBe(fileErrorRows.listFail.advice)
    rmSync(`${user}-aside`, { recursive: true })
  })

  test('106691 where a file changes while it is digested', async () => {
    const manager = await open()
    const path = join(machine, 'growing')
    writeFileSync(path, new Uint8Array(8 * 1024 * 1024))
    const filePath = await host.addFile(path)
    const failure = failureOf(manager.getFileInfo!, { filePath })
    writeFileSync(path, 'more', { flag: 'a' })
    expect(await failure).toEqual({
      errMsg: 'getFileInfo:fail operation fail',
      errorCode: 106691,
      errorType: 'F',
    })
  })

  test('xx99 where a strict host refuses an option that no page has', async () => {
    const strict = startHost({ strict: true })
    const error = await failureOf(managerOf(strict).readdir, {
      dirPath: 'ttfile://user',
      sorted: true,
    })
    expect(error.errMsg).toMatch(/^readdir:fail option sorted /)
    expect(error.errorCode).toBe(107299)
    expect(adviceFor({ ...error, errorType: 'D' })).toBe(fileErrorRows.strict.advice)
  })

  test('xx92 after the host was closed', async () => {
    const manager = await open()
    await host.close()
    for (const name of Object.keys(manager)) {
      if (name.endsWith('Sync')) continue
      const error = await failureOf(manager[name]!, {})
      expect(error.errMsg).toBe(`${name}:fail host is closed`)
      expect([error.errorCode % 100, error.errorType]).toEqual([92, 'F'])
      expect(adviceFor({ ...error, errorType: 'F' })).toBe(fileErrorRows.internal.advice)
    }
    for (const name of Object.keys(manager)) {
      if (!name.endsWith('Sync')) continue
      const error = thrownBy(() => manager[name]!(file, file))
      expect(error.message).toBe(`${name}:fail host is closed`)
      expect(error.errorCode % 100).toBe(92)
    }
  })
})
