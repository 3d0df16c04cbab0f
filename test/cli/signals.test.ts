import { once } from 'node:events'
import { readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startTcpServer } from '../helpers/server.js'
import { photo, start, temporaryFolder, temporaryIn } from './command.js'

// Windows has no signals: what Node's kill() does there ends the process without telling it.
describe.skipIf(process.platform === 'win32')('a signal ends an upload', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s: exit %d, the connection closed, nothing left behind', async (signal, code) => {
    const folder = await temporaryFolder()
    const temporary = await temporaryFolder()
    const file = join(folder, 'big.bin')
    await writeFile(file, '')
    await truncate(file, 256 * 1024 * 1024)
    // It reads a little, and then no more: the upload is under way and can't end.
    const server = await startTcpServer((socket) => socket.once('data', () => socket.pause()))
    const upload = start(['upload', file, '--url', server.origin], temporaryIn(temporary))
    while (server.sockets[0] === undefined) await upload.prints('stderr', /→/).then(turn)
    const [socket] = server.sockets
    if (!socket.isPaused()) await once(socket, 'pause')
    const closed = once(socket, 'close')
    upload.child.kill(signal)
    const ended = await upload.ended
    socket.resume()
    await closed
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' })
    expect(ended.stderr).toContain('uploadFile:fail upload file abort')
    expect(ended.stderr).toContain(`stopped by ${signal}`)
    expect(await readdir(temporary)).toEqual([])
  })

  test('--json still gives its document', async () => {
    const server = await startTcpServer(() => {})
    const upload = start(['upload', photo, '--url', server.origin, '--json'])
    while (server.sockets[0] === undefined) await turn()
    upload.child.kill('SIGINT')
    const { code, stdout } = await upload.ended
    expect(code).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, errorCode: 121905 })
  })
})

const turn = () => new Promise((resolve) => setImmediate(resolve))
