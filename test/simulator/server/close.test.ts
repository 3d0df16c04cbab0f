import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createReceiver } from '../../../src/receiver/index.js'
import { startSimulator } from '../../../src/simulator/server/startSimulator.js'
import { folderWith } from '../../helpers/folder.js'
import { openPage, project, start } from './page.js'

/** A folder for what is temporary, in the place of the system's. */
function ownTemporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-test-'))
  const name = process.platform === 'win32' ? 'TEMP' : 'TMPDIR'
  const before = process.env[name]
  process.env[name] = folder
  onTestFinished(() => {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

const handles = () =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /TCP|FSEvent|Timeout/.test(name))
    .sort()

test('closing leaves no socket, no folder, no watcher and no timer', async () => {
  // What is loaded once, and stays.
  await (await start()).close()
  const receiver = await createReceiver()
  await receiver.close()
  const folder = folderWith(project)
  const temporary = ownTemporary()
  const before = handles()
  const simulator = await startSimulator({
    project: folder,
    port: 0,
    receive: true,
    host: { proxy: false, config: false },
  })
  const page = await openPage(simulator)
  const other = await openPage(simulator)
  const filePath = await page.ask({ ask: 'addFile', pick: await page.pick('a.txt', 'abc') })
  await page.call('uploadFile', { url: 'https://a.example.com/', filePath, name: 'f' })
  await other.sync('setStorageSync', 'a', 1)
  expect(readdirSync(temporary)).not.toEqual([])
  await simulator.close()
  expect(readdirSync(temporary)).toEqual([])
  await expect.poll(handles).toEqual(before)
})

test('a page that goes takes its files along', async () => {
  const temporary = ownTemporary()
  const page = await openPage(await start())
  await page.ask({ ask: 'addFile', pick: await page.pick('a.txt', 'abc') })
  const files = () => readdirSync(temporary, { recursive: true, encoding: 'utf8' })
  expect(files().filter((name) => name.endsWith('a.txt'))).toHaveLength(1)
  await page.close()
  await expect.poll(() => files().filter((name) => name.includes('picks'))).toEqual([])
})

test('what can not start leaves nothing, and says what is wrong', async () => {
  const folder = folderWith(project)
  const empty = folderWith({})
  const temporary = ownTemporary()
  const host = { proxy: false, config: false } as const
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as { port: number }
  await expect(startSimulator({ project: folder, port, host })).rejects.toThrow(
    `port ${port} is in use`,
  )
  await expect(startSimulator({ project: folder, phone: 'x', host })).rejects.toThrow(
    'no phone "x"',
  )
  await expect(startSimulator({ project: join(folder, 'none'), host })).rejects.toThrow('no folder')
  await expect(startSimulator({ project: empty, host })).rejects.toThrow('holds no mini-program')
  await expect(
    startSimulator({ project: folder, routes: { 'not an origin': 'x' }, host }),
  ).rejects.toThrow('route wants an origin')
  expect(readdirSync(temporary)).toEqual([])
})

test('without a port the next one that is free is taken', async () => {
  const one = await start({ port: undefined })
  const other = await start({ port: undefined })
  expect(other.port).toBeGreaterThan(one.port)
  expect(one.port).toBeGreaterThanOrEqual(8787)
})
