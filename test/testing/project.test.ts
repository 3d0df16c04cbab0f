import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { HostOptions } from 'tt-anywhere'
import { createReceiver } from 'tt-anywhere/receiver'
import { openApp } from 'tt-anywhere/testing'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { configKeys } from '../../src/host/node/configFile.js'
import { settleOptions } from '../../src/host/node/settleOptions.js'
import { folderWith } from '../helpers/folder.js'
import { startHost } from '../helpers/host.js'
import { startServer } from '../helpers/server.js'
import { failureOf, successOf } from '../helpers/upload.js'

const photo = { name: 'photo.jpg', data: 'a photo' }
const origin = 'https://upload.example.com'
const config = 'tt-anywhere.config.json'

afterEach(() => vi.restoreAllMocks())

/** What is said of a host that can't be made. */
function problemOf(options: HostOptions): string {
  try {
    startHost(options)
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return (error as Error).message
  }
  return ''
}

/** The settled options alone, of a project in a folder. */
const settled = (options: HostOptions) => settleOptions(options).options

describe('the files of a project', () => {
  test('give appId, the switch, time-outs and cookies', () => {
    const project = folderWith({
      'project.config.json': {
        appid: 'tt1',
        projectname: 'x',
        miniprogramRoot: 'mini/',
        setting: { urlCheck: false, es6: true },
      },
      'mini/app.json': {
        pages: ['pages/index/index'],
        networkTimeout: { uploadFile: 1234, request: 5678, connectSocket: 1 },
        cookie: { enableStore: true },
      },
    })
    expect(settleOptions({ project })).toEqual({
      root: join(project, 'mini'),
      albumFolder: undefined,
      options: {
        project,
        appId: 'tt1',
        checkDomains: false,
        appConfig: {
          networkTimeout: { uploadFile: 1234, request: 5678 },
          cookie: { enableStore: true },
        },
      },
    })
  })

  test('hold for the calls of a host', async () => {
    const project = folderWith({
      'project.config.json': { appid: 'tt07e3715e98c9aac0', setting: { urlCheck: false } },
      'app.json': { pages: [], networkTimeout: { uploadFile: 150 } },
    })
    const receiver = await createReceiver()
    onTestFinished(() => receiver.close())
    const patient = { networkTimeout: { uploadFile: 20_000 } }
    const host = startHost({ project, version: '1.2.0', appConfig: patient })
    const arriving = receiver.nextUpload()
    await successOf(host, { url: receiver.url, filePath: await host.addFile(photo) })
    expect((await arriving).headers.referer).toContain('appid=tt07e3715e98c9aac0&version=1.2.0')
    const silent = await startServer(() => {})
    const hasty = startHost({ project })
    const filePath = await hasty.addFile(photo)
    const failure = await failureOf(hasty, { url: silent.origin, filePath })
    expect(failure.errMsg).toMatch(/time ?out/)
  })

  test('the private file goes over the shared one, setting by setting', () => {
    const project = folderWith({
      'project.config.json': { appid: 'tt1', setting: { urlCheck: true } },
      'project.private.config.json': { setting: { urlCheck: false } },
    })
    expect(settled({ project })).toMatchObject({ appId: 'tt1', checkDomains: false })
    const other = folderWith({
      'project.config.json': { appid: 'tt1', setting: { urlCheck: false } },
      'project.private.config.json': { appid: 'tt2', setting: { es6: false } },
    })
    expect(settled({ project: other })).toMatchObject({ appId: 'tt2', checkDomains: false })
  })

  test('a build with app.json alone is a project, and an empty appid is none', () => {
    expect(settled({ project: folderWith({ 'app.json': { pages: [] } }) })).not.toHaveProperty(
      'appId',
    )
    const project = folderWith({ 'project.config.json': { appid: '' }, 'app.json': {} })
    expect(settled({ project })).not.toHaveProperty('appId')
  })

  test('the builds of Taro and uni-app are projects, beside the sources they come from', () => {
    const folder = folderWith({
      [config]: { domains: { uploadFile: [origin] } },
      'project.config.json': { appid: 'wx1', miniprogramRoot: 'dist/' },
      'dist/project.config.json': {
        appid: 'tt1',
        miniprogramRoot: './',
        compileType: 'miniprogram',
      },
      'dist/app.json': { pages: ['pages/index/index'] },
      'dist/build/mp-toutiao/project.config.json': { appid: 'tt2', setting: { urlCheck: true } },
      'dist/build/mp-toutiao/app.json': { pages: [], networkTimeout: { uploadFile: 1 } },
    })
    const taro = join(folder, 'dist')
    const uni = join(folder, 'dist/build/mp-toutiao')
    expect(settleOptions({ project: `${taro}/` })).toMatchObject({
      root: taro,
      options: { appId: 'tt1', domains: { uploadFile: [origin] } },
    })
    expect(settleOptions({ project: uni })).toMatchObject({
      root: uni,
      options: { appId: 'tt2', checkDomains: true, domains: { uploadFile: [origin] } },
    })
    expect(settleOptions({ project: folder })).toMatchObject({ root: taro })
  })

  test('a byte order mark, and a link to the folder, are no obstacle', () => {
    const folder = folderWith({ 'build/app.json': '\uFEFF{"cookie":{"enableStore":true}}' })
    symlinkSync(join(folder, 'build'), join(folder, 'link'), 'junction')
    expect(settled({ project: join(folder, 'link') }).appConfig?.cookie?.enableStore).toBe(true)
  })

  test('openApp runs what lies in miniprogramRoot', async () => {
    const project = folderWith({
      'project.config.json': { miniprogramRoot: './mini' },
      'mini/app.json': { pages: ['pages/index'] },
      'mini/app.js': 'App({ name: "it" })',
      'mini/pages/index.js': 'Page({ data: { name: getApp().name } })',
    })
    const app = await openApp(startHost({ project }))
    expect((await app.open()).data).toEqual({ name: 'it' })
    const other = await openApp(startHost(), { project })
    expect((await other.open('/pages/index')).data).toEqual({ name: 'it' })
  })

  test.each<[Record<string, unknown>, string]>([
    [{}, 'the project "…" holds no mini-program: neither project.config.json nor app.json'],
    [
      { 'app.json': '{\n  "pages": [,]\n}' },
      'app.json is no JSON: unexpected "," at line 2, column 13',
    ],
    [
      { 'project.config.json': { miniprogramRoot: 'm' }, 'm/app.json': '' },
      'm/app.json is no JSON: it ends too early, at line 1, column 1',
    ],
    [{ 'project.config.json': [] }, 'project.config.json: it must be an object, got []'],
    [{ 'project.config.json': { appid: 1 } }, 'project.config.json: appid must be a string, got 1'],
    [
      { 'project.private.config.json': { setting: { urlCheck: 'no' } }, 'app.json': {} },
      'project.private.config.json: setting.urlCheck must be true or false, got "no"',
    ],
    [
      { 'project.config.json': { miniprogramRoot: '/mini' } },
      'project.config.json: miniprogramRoot must be a path from the project\'s folder, got "/mini"',
    ],
    [
      { 'app.json': { networkTimeout: { uploadFile: '60000' } } },
      'app.json: networkTimeout.uploadFile must be a number of milliseconds, got "60000"',
    ],
    [
      { 'app.json': { cookie: { enableStore: 'yes' } } },
      'app.json: cookie.enableStore must be true or false, got "yes"',
    ],
  ])('%j is refused', (files, message) => {
    const project = folderWith(files)
    expect(problemOf({ project }).replace(JSON.stringify(project), '"…"')).toBe(message)
  })

  test('a folder that is not there is refused as it was typed', () => {
    expect(problemOf({ project: 'no/such' })).toBe('the project "no/such" is no folder')
    expect(problemOf({ project: 1 as never })).toBe('project must be the path of a folder')
  })

  test('a released version is checked: who switched it off is named', () => {
    const files = { 'project.config.json': { setting: { urlCheck: false } }, 'app.json': {} }
    const project = folderWith(files)
    const rest =
      'which is not for a production host; use envType development, or pass checkDomains: true'
    expect(problemOf({ project, envType: 'production' })).toBe(
      `project.config.json: setting.urlCheck is false, ${rest}`,
    )
    expect(problemOf({ project, envType: 'production', checkDomains: true })).toBe('')
    const second = folderWith({ ...files, [config]: { checkDomains: false } })
    expect(problemOf({ project: second, envType: 'production' })).toBe(
      `${config}: checkDomains is false, ${rest}`,
    )
  })
})

describe('tt-anywhere.config.json', () => {
  test('goes over the project, and createHost goes over it', () => {
    const project = folderWith({
      [config]: {
        $schema: './node_modules/tt-anywhere/schema/tt-anywhere.config.json',
        appId: 'tt-config',
        version: '2.0.0',
        checkDomains: true,
        domains: { uploadFile: [origin], request: ['https://a.example.com'] },
        device: { platform: 'android', hostVersion: '31.0.0' },
        appConfig: { cookie: { enableStore: false } },
      },
      'project.config.json': { appid: 'tt-project', setting: { urlCheck: false } },
      'app.json': { networkTimeout: { uploadFile: 1 }, cookie: { enableStore: true } },
    })
    const given = {
      project,
      version: '3.0.0',
      appId: undefined,
      domains: { request: ['https://b.example.com'], uploadFile: undefined },
      device: { hostName: 'Other' },
    }
    expect(settled(given)).toEqual({
      project,
      appId: 'tt-config',
      version: '3.0.0',
      checkDomains: true,
      domains: { uploadFile: [origin], request: ['https://b.example.com'] },
      device: { platform: 'android', hostVersion: '31.0.0', hostName: 'Other' },
      appConfig: { networkTimeout: { uploadFile: 1 }, cookie: { enableStore: false } },
    })
    expect(settled({ project, device: { platform: 'ios' } }).device).toEqual({ platform: 'ios' })
  })

  test('holds the domain list of the calls of a host', async () => {
    const project = folderWith({
      [config]: { envType: 'production', domains: { uploadFile: [origin] } },
      'app.json': {},
    })
    const receiver = await createReceiver()
    onTestFinished(() => receiver.close())
    const host = startHost({ project })
    host.route('*', receiver)
    const filePath = await host.addFile(photo)
    expect(await successOf(host, { url: origin, filePath })).toMatchObject({ statusCode: 200 })
    const other = { url: 'https://other.example.com', filePath }
    expect(await failureOf(host, other)).toMatchObject({ errorCode: 121901 })
  })

  test('is found upward, as far as the repository goes', () => {
    const folder = folderWith({
      [config]: { version: '1.0.0' },
      'dist/build/app.json': {},
      'inner/.git/HEAD': '',
      'inner/dist/app.json': {},
    })
    expect(settled({ project: join(folder, 'dist/build') }).version).toBe('1.0.0')
    expect(settled({ project: join(folder, 'inner/dist') }).version).toBeUndefined()
  })

  test('without a project it is looked for from the working directory on, and names the project', () => {
    const folder = folderWith({
      [config]: { project: 'dist', version: '1.0.0' },
      'dist/project.config.json': { appid: 'tt1' },
      'dist/app.json': {},
      'tests/x': '',
    })
    vi.spyOn(process, 'cwd').mockReturnValue(join(folder, 'tests'))
    expect(settleOptions({})).toMatchObject({
      root: join(folder, 'dist'),
      options: { appId: 'tt1', version: '1.0.0' },
    })
    expect(settled({ config: false })).toEqual({ config: false })
    expect(settled({ config: join(folder, config), appId: 'tt2' })).toMatchObject({ appId: 'tt2' })
  })

  test("its paths go from its own folder: the album's, the storage, certificates", async () => {
    const folder = folderWith({
      [config]: { album: ['photos/*.jpg', 'b [1].jpg'], storage: 'kept', ca: 'ca.pem' },
      'photos/a.jpg': Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex').toString(
        'latin1',
      ),
      'b [1].jpg': 'b',
      'ca.pem': 'the PEM',
      'app/app.json': {},
    })
    const { options, albumFolder } = settleOptions({ project: join(folder, 'app') })
    expect(options).toMatchObject({ storage: join(folder, 'kept'), ca: ['the PEM'] })
    expect(albumFolder).toBe(folder)
    expect(settleOptions({ project: join(folder, 'app'), album: 'x.jpg' }).albumFolder).toBe(
      undefined,
    )
  })

  test('a host chooses from an album that the file names', async () => {
    const folder = folderWith({ [config]: { album: ['photos/*.jpg'] }, 'app/app.json': {} })
    mkdirSync(join(folder, 'photos'))
    copyFileSync('examples/photo.jpg', join(folder, 'photos/it.jpg'))
    const host = startHost({ project: join(folder, 'app') })
    const chosen = await new Promise<{ tempFilePaths: string[] }>((success, fail) => {
      host.tt.chooseImage({ success: success as never, fail: fail as never })
    })
    expect(chosen.tempFilePaths).toHaveLength(1)
  })

  test.each<[Record<string, unknown> | string, string | RegExp]>([
    [
      '{\n  "version": "1.0.0"\n  "album": []\n}',
      `${config} is no JSON: unexpected "\\"" at line 3, column 3`,
    ],
    [{ domain: {} }, `${config}: there is no key "domain"; did you mean domains?`],
    [
      { domains: { upload: [] } },
      `${config}: there is no key "domains.upload"; did you mean domains.uploadFile?`,
    ],
    [{ device: { os: 'x' } }, /there is no key "device.os"; it can be platform, /],
    [{ version: 1 }, `${config}: version must be a string, got 1`],
    [
      { domains: { uploadFile: origin } },
      `${config}: domains.uploadFile must be an array of strings, got "${origin}"`,
    ],
    [
      { domains: { uploadFile: ['http://a.example.com'] } },
      `${config}: domains: domain list entry "http://a.example.com": it must begin with https://`,
    ],
    [
      { envType: 'released' },
      `${config}: envType must be one of production, development, preview, gray, got released`,
    ],
    [{ userQuota: -1 }, `${config}: userQuota must be a number of bytes, got -1`],
    [
      { trustedOrigins: ['ftp://x'] },
      `${config}: trustedOrigins must hold http or https origins, or *, got "ftp://x"`,
    ],
    [{ proxy: 'ftp://x' }, `${config}: proxy must be an http, https or socks5 URL, got "ftp://x"`],
    [{ ca: ['none.pem'] }, `${config}: ca: "none.pem" can't be read: ENOENT`],
    [
      { appConfig: { networkTimeout: { uploadFile: '1' } } },
      `${config}: appConfig.networkTimeout.uploadFile must be a number, got "1"`,
    ],
  ])('%j is refused', (file, message) => {
    const project = folderWith({ [config]: file, 'app.json': {} })
    if (typeof message === 'string') expect(problemOf({ project })).toBe(message)
    else expect(problemOf({ project })).toMatch(message)
  })

  test('a project that it names and that is not there is told as it is written', () => {
    const folder = folderWith({ [config]: { project: './dist' } })
    expect(problemOf({ config: join(folder, config) })).toBe(
      `${config}: the project "dist" is no folder`,
    )
    expect(problemOf({ config: 'no.json' })).toBe('there is no config file "no.json"')
    expect(problemOf({ config: 1 as never })).toMatch('config must be the path of a file')
  })

  test('the schema that ships has the very keys that are read', () => {
    interface Schema {
      readonly properties?: Readonly<Record<string, Schema>>
      readonly additionalProperties?: boolean
    }
    const place = new URL('../../schema/tt-anywhere.config.json', import.meta.url)
    const schema = JSON.parse(readFileSync(place, 'utf8')) as Schema
    const { $schema: _, ...properties } = schema.properties ?? {}
    expect(Object.keys(properties).sort()).toEqual(Object.keys(configKeys()).sort())
    const nested = { domains: 'uploadFile', device: 'platform', appConfig: 'cookie' }
    for (const key of Object.keys(nested)) {
      expect(properties[key]?.additionalProperties).toBe(false)
      const told = problemOf({ project: folderWith({ [config]: { [key]: { xxxxxxxxxxxx: 1 } } }) })
      expect(told.split('it can be ')[1]?.split(', ').sort()).toEqual(
        Object.keys(properties[key]?.properties ?? {}).sort(),
      )
    }
  })
})
