/** Section 2: local paths. What changes while it is sent is in 2-changes.test.ts. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Host } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { bundleLibrary, runScript } from '../helpers/child.js'
import { startHost } from '../helpers/host.js'
import { parts } from '../helpers/multipart.js'
import { openSandbox } from '../helpers/sandbox.js'
import { startServer, type TestServer } from '../helpers/server.js'
import { stage, temporaryFolder } from '../helpers/stage.js'
import { failureOf, successOf } from '../helpers/upload.js'

const windows = process.platform === 'win32'

const denied = (path: string) => ({
  errMsg: `uploadFile:fail file path permission denied, open '${path}'`,
  errorCode: 121906,
  errorType: 'D',
})
const missing = (path: string) => ({
  errMsg: `uploadFile:fail no file exist, filePath == ${path}`,
  errorCode: 121902,
  errorType: 'D',
})

/** A server, a host, and the host's sandbox on this machine. */
async function open() {
  const server = await startServer()
  const { host, ...sandbox } = await openSandbox([server.origin])
  const fails = (filePath: string) => failureOf(host, { url: server.origin, filePath })
  return { server, host, sandbox, fails }
}

/** Uploads, and gives the file's part as the server got it. */
async function sent(host: Host, server: TestServer, filePath: string) {
  await successOf(host, { url: server.origin, filePath })
  const { headers, body } = server.received.at(-1) ?? expect.fail()
  const file = parts(body, headers['content-type'] ?? '').at(-1) ?? expect.fail()
  return { filename: file.filename, text: file.data.toString() }
}

test('[2.1] ttfile://temp and ttfile://user are the sandbox; both may have folders inside', async () => {
  const { host, server, sandbox } = await open()
  for (const path of ['ttfile://user/top.txt', 'ttfile://user/a/图 片/b.txt']) {
    sandbox.put(path, `at ${path}`)
    expect(await sent(host, server, path)).toEqual({
      filename: path.slice(path.lastIndexOf('/') + 1),
      text: `at ${path}`,
    })
  }
  const added = await host.addFile({ name: '图 片.txt', data: 'in temp' })
  expect(added.split('/')).toHaveLength(5)
  expect(await sent(host, server, added)).toEqual({ filename: '图 片.txt', text: 'in temp' })
})

test('[2.1] addFile gives a path in temp that nobody guesses, with the name of the file', async () => {
  const { host, server } = await open()
  const one = await host.addFile({ name: 'photo.jpg', data: '1' })
  const other = await host.addFile({ name: 'photo.jpg', data: '2' })
  expect(one).toMatch(/^ttfile:\/\/temp\/[0-9a-f]{16,}\/photo\.jpg$/)
  expect(other).not.toBe(one)
  expect((await sent(host, server, one)).text).toBe('1')
  expect((await sent(host, server, other)).text).toBe('2')
})

test('[2.2] nothing is percent-decoded', async () => {
  const { host, server, sandbox, fails } = await open()
  sandbox.put('ttfile://user/a%20b%2e.txt', 'literal')
  sandbox.put('ttfile://user/a b..txt', 'decoded')
  expect(await sent(host, server, 'ttfile://user/a%20b%2e.txt')).toEqual({
    filename: 'a%20b%2e.txt',
    text: 'literal',
  })
  for (const path of [
    'ttfile://user/a%20b..txt',
    'ttfile://user/%2e%2e/outside.txt',
    'ttfile://user/..%2foutside.txt',
    'ttfile://user/%2E%2E%2Foutside.txt',
    'ttfile://user/a%00b',
    'ttfile://user/a%20b%2e.txt?query',
    'ttfile://user/a%20b%2e.txt#fragment',
  ]) {
    expect(await fails(path)).toEqual(missing(path))
  }
  const name = '100%25 %zz.txt'
  const added = await host.addFile({ name, data: 'x' })
  expect((await sent(host, server, added)).filename).toBe(name)
})

describe('[2.3] a path outside the two, or that climbs out of them, is denied', () => {
  test.for([
    '/etc/passwd',
    'C:\\Windows\\win.ini',
    'c:/Windows/win.ini',
    '\\\\server\\share\\file',
    'file:///etc/passwd',
    'file://temp/inside.txt',
    'http://temp/inside.txt',
    'inside.txt',
    './inside.txt',
    '../inside.txt',
    'temp/inside.txt',
    ' ttfile://temp/inside.txt',
    'ttfile:temp/inside.txt',
    'ttfile:/temp/inside.txt',
    'ttfile:///temp/inside.txt',
    'ttfile:///etc/passwd',
    'ttfile://',
    'ttfile://etc/passwd',
    'ttfile://temporary/inside.txt',
    'ttfile://Temp/inside.txt',
    'ttfile://temp ',
    'TTFILE://temp/inside.txt',
    'Ttfile://temp/inside.txt',
    'ttfile://user@temp/inside.txt',
    'ttfile://temp:80/inside.txt',
    'ttfile://__proto__/inside.txt',
    'ttfile://constructor/inside.txt',
    'ttfile://../temp/inside.txt',
    'ttfile://./temp/inside.txt',
    'ttfile://temp/..',
    'ttfile://temp/../',
    'ttfile://temp/../temp/inside.txt',
    'ttfile://temp/../../../../../../../../etc/passwd',
    'ttfile://temp/a/../inside.txt',
    'ttfile://temp/inside.txt/..',
    'ttfile://temp//../inside.txt',
    'ttfile://temp/\\..\\inside.txt',
    'ttfile://temp\\inside.txt',
    'ttfile://temp/a\\inside.txt',
    'ttfile://temp/inside.txt\0',
    'ttfile://temp/inside.txt\0.jpg',
    'ttfile://temp/\0',
    'wxfile://temp/inside.txt',
    'blob:ttfile://temp/inside.txt',
  ])('[2.3] %j', async (path) => {
    const { sandbox, fails, server } = await open()
    sandbox.put('ttfile://user/a/inside.txt', 'inside')
    sandbox.put('ttfile://user/inside.txt', 'inside')
    expect(await fails(path.replace('temp', 'user'))).toEqual(denied(path.replace('temp', 'user')))
    expect(await fails(path)).toEqual(denied(path))
    expect(server.connections()).toBe(0)
  })

  test.skipIf(windows)('[2.3] a link that leads outside, or anywhere', async () => {
    const { server, sandbox, fails } = await open()
    const outside = await temporaryFolder()
    const secret = join(outside, 'secret.txt')
    await writeFile(secret, 'secret')
    sandbox.put('ttfile://user/inside.txt', 'inside')
    const targets = {
      absolute: secret,
      relative: relative(sandbox.user, secret),
      folder: outside,
      root: '/',
      // Nobody but a stranger puts a link there, so not even one that stays inside is followed.
      inside: 'f-inside.txt',
      dangling: 'f-nothing',
      loop: 'f-loop',
    }
    for (const [name, target] of Object.entries(targets)) {
      await symlink(target, join(sandbox.user, `f-${name}`))
      expect(await fails(`ttfile://user/${name}`)).toEqual(denied(`ttfile://user/${name}`))
    }
    // Nor is the whole folder, when it is swapped for a link to another.
    await rename(sandbox.user, `${sandbox.user}-aside`)
    await symlink(`${sandbox.user}-aside`, sandbox.user)
    expect(await fails('ttfile://user/inside.txt')).toEqual(denied('ttfile://user/inside.txt'))
    expect(server.connections()).toBe(0)
  })
})

test('[2.4] a path inside that names no file is said to name none', async () => {
  const { host, sandbox, fails, server } = await open()
  sandbox.put('ttfile://user/inside.txt', 'inside')
  const added = await host.addFile({ name: 'a.txt', data: 'x' })
  for (const path of [
    'ttfile://temp/nothing.txt',
    'ttfile://user/nothing.txt',
    'ttfile://temp/a/b/c/nothing.txt',
    'ttfile://user/inside.txt/more',
    'ttfile://user/inside.txt/',
    'ttfile://user//inside.txt',
    'ttfile://user/./inside.txt',
    'ttfile://user/inside.txt/.',
    'ttfile://temp/...',
    'ttfile://temp/$& %s',
    `ttfile://temp/${'长'.repeat(300)}`,
    `ttfile://temp/${'a/'.repeat(5000)}b`,
    `ttfile://temp/${'x'.repeat(1_000_000)}`,
    'ttfile://temp/\ud800',
    `${added}/`,
    `${added} `,
    added.slice(0, -1),
    added.replace('temp', 'user'),
  ]) {
    expect(await fails(path)).toEqual(missing(path))
  }
  expect(server.connections()).toBe(0)
})

test('[2.4] a file that was deleted after addFile is gone', async () => {
  const { host, fails, server } = await open()
  const file = join(await temporaryFolder(), 'a.txt')
  await writeFile(file, 'x')
  const filePath = await host.addFile(file)
  await rm(file)
  expect(await fails(filePath)).toEqual(missing(filePath))
  // It is looked up at the upload: there again, it is sent again.
  await writeFile(file, 'y')
  expect((await sent(host, server, filePath)).text).toBe('y')
})

test('[2.4] a missing file is found out before anything is sent, also after a wait in the queue', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'a.txt')
  await writeFile(file, 'x')
  let removed: Promise<void> | undefined
  const { host, url, filePath, server } = await stage(
    {},
    { maxConcurrentUploads: 1 },
    (_request, response) => {
      removed = rm(file)
      removed.then(() => response.end())
    },
  )
  const second = await host.addFile(file)
  const first = successOf(host, { url, filePath })
  expect(await failureOf(host, { url, filePath: second })).toEqual(missing(second))
  await first
  expect(server.received).toHaveLength(1)
})

test.skipIf(windows || process.getuid?.() !== 0)(
  '[2.5] a file that exists and cannot be read is denied: as nobody, where this is root',
  async () => {
    await unreadable('process.setgroups([]); process.setgid(65534); process.setuid(65534)')
  },
)

// Windows knows no file that its owner cannot read by mode alone.
test.skipIf(windows || process.getuid?.() === 0)(
  '[2.5] a file that exists and cannot be read is denied: as whoever runs this',
  async () => {
    await unreadable('')
  },
)

/** Uploads what this user may not read, in a process of its own. */
async function unreadable(becomeAnother: string) {
  const library = await bundleLibrary()
  const folder = await temporaryFolder()
  try {
    await chmod(dirname(library.file), 0o755)
    await chmod(folder, 0o755)
    await writeFile(join(folder, 'secret.txt'), 'secret')
    await chmod(join(folder, 'secret.txt'), 0)
    await mkdir(join(folder, 'closed'))
    await writeFile(join(folder, 'closed', 'in.txt'), 'secret')
    const { code, lines, errors } = await runScript(
      library.file,
      `import { createHost } from './library.mjs'
       import { chmodSync } from 'node:fs'
       const host = createHost({ trustedOrigins: ['http://127.0.0.1:9999'] })
       host.on('warning', () => {})
       const folder = ${JSON.stringify(folder)}
       const within = await host.addFile(folder + '/closed/in.txt')
       const direct = await host.addFile(folder + '/secret.txt')
       chmodSync(folder + '/closed', 0)
       ${becomeAnother}
       for (const filePath of [direct, within]) {
         const result = await new Promise((complete) => {
           host.tt.uploadFile({ url: 'http://127.0.0.1:9999/', filePath, name: 'f', complete })
         })
         console.log(JSON.stringify({ filePath, result }))
       }
       process.exit()`,
    )
    expect([code, errors]).toEqual([0, ''])
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      const { filePath, result } = JSON.parse(line)
      expect(result).toEqual(denied(filePath))
    }
  } finally {
    await chmod(join(folder, 'closed'), 0o755)
    library.remove()
  }
}

test('[2.6] a folder is no file', async () => {
  const { host, sandbox, fails, server } = await open()
  sandbox.put('ttfile://user/folder/a.txt', 'a')
  const inTemp = await host.addFile({ name: 'a.txt', data: 'a' })
  for (const path of [
    'ttfile://temp',
    'ttfile://user',
    'ttfile://temp/',
    'ttfile://user/',
    'ttfile://user/folder',
    'ttfile://user/folder/',
    inTemp.slice(0, inTemp.lastIndexOf('/')),
  ]) {
    expect(await fails(path)).toEqual(missing(path))
  }
  const file = join(await temporaryFolder(), 'a.txt')
  await writeFile(file, 'x')
  const added = await host.addFile(file)
  await rm(file)
  await mkdir(file)
  expect(await fails(added)).toEqual(missing(added))
  expect(server.connections()).toBe(0)
})

test.skipIf(windows)('[2.6] nor is a pipe, and it holds nobody up', async () => {
  const { host, fails } = await open()
  const pipe = join(await temporaryFolder(), 'pipe')
  await writeFile(pipe, 'a file at first')
  const added = await host.addFile(pipe)
  await rm(pipe)
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
  expect(await fails(added)).toEqual(missing(added))
  await expect(host.addFile('/dev/null')).rejects.toThrow('is not a file')
})

test("[2.7] mini-programs never see each other's files", async () => {
  const { host, server, sandbox } = await open()
  const other = startHost({ appId: 'tt07e3715e98c9aac0', trustedOrigins: [server.origin] })
  const twin = startHost({ trustedOrigins: [server.origin] })
  sandbox.put('ttfile://user/saved.txt', 'saved')
  const file = join(await temporaryFolder(), 'b.txt')
  await writeFile(file, 'x')
  const added = [
    await host.addFile({ name: 'a.txt', data: 'mine' }),
    await host.addFile(file),
    'ttfile://user/saved.txt',
  ]
  for (const filePath of added) {
    await successOf(host, { url: server.origin, filePath })
    for (const one of [other, twin]) {
      expect(await failureOf(one, { url: server.origin, filePath })).toEqual(missing(filePath))
    }
  }
})

test('[2.8] a file that is given by its path is only referred to: what is in it then is sent', async () => {
  const { host, server, sandbox } = await open()
  const folder = await temporaryFolder()
  const file = join(folder, '我的 照片.txt')
  await writeFile(file, 'before')
  const filePath = await host.addFile(relative(process.cwd(), file))
  await writeFile(file, 'at the upload')
  expect(await sent(host, server, filePath)).toEqual({
    filename: '我的 照片.txt',
    text: 'at the upload',
  })
  // Nothing was copied into the sandbox: not so much as its folder was made.
  expect(existsSync(dirname(sandbox.user))).toBe(false)
})

test('[2.8] the original is never touched, not by the end of the host either', async () => {
  const { host, server } = await open()
  const folder = await temporaryFolder()
  const file = join(folder, 'a.txt')
  await writeFile(file, 'original')
  await utimes(file, 1_000_000_000, 1_000_000_000)
  if (!windows) await chmod(file, 0o400)
  const before = await stat(file)
  await sent(host, server, await host.addFile(file))
  await host.close()
  const after = await stat(file)
  for (const key of ['ino', 'size', 'mode', 'mtimeMs', 'ctimeMs', 'nlink'] as const) {
    expect([key, after[key]]).toEqual([key, before[key]])
  }
  expect(await readFile(file, 'utf8')).toBe('original')
  expect(await readdir(folder)).toEqual(['a.txt'])
})

test('[2.8] what the host was given as bytes is its own copy, and goes with it', async () => {
  const { host, server, sandbox } = await open()
  const data = new Uint8Array([104, 105])
  const filePath = await host.addFile({ name: 'a.txt', data })
  data.fill(0)
  expect((await sent(host, server, filePath)).text).toBe('hi')
  const temp = join(dirname(sandbox.user), 'temp')
  expect(await readdir(temp)).toHaveLength(1)
  await host.close()
  expect(await readdir(temp)).toEqual([])
})

/**
 * Uploads so many bytes in a process of its own, which prints its peak memory in MiB. Sampled, for
 * maxRSS of a child begins at what its parent had: on Linux it would tell of the test runner.
 */
async function peakMemory(library: string, bytes: number): Promise<number> {
  const server = await startServerThatDrops()
  const file = join(await temporaryFolder(), 'big.bin')
  await writeFile(file, '')
  await truncate(file, bytes)
  const { code, lines, errors } = await runScript(
    library,
    `import { createHost } from './library.mjs'
     const host = createHost({ trustedOrigins: ['${server.origin}'], maxTimeout: 600000 })
     host.on('warning', () => {})
     const filePath = await host.addFile(${JSON.stringify(file)})
     let peak = 0
     let samples = 0
     const sample = () => {
       samples += 1
       peak = Math.max(peak, process.memoryUsage.rss() / 1048576)
     }
     const timer = setInterval(sample, 5)
     const result = await new Promise((complete) => {
       host.tt.uploadFile({ url: '${server.origin}/', filePath, name: 'f', timeout: 600000, complete })
     })
     sample()
     clearInterval(timer)
     await host.close()
     console.log(JSON.stringify({ errMsg: result.errMsg, data: result.data, peak, samples }))`,
    600_000,
  )
  expect([code, errors]).toEqual([0, ''])
  const { errMsg, data, peak, samples } = JSON.parse(lines[0] ?? '')
  expect(samples).toBeGreaterThan(3)
  expect(errMsg).toBe('uploadFile:ok')
  expect(Number(data)).toBeGreaterThan(bytes)
  return peak
}

/** A server that counts a body and keeps nothing of it. */
async function startServerThatDrops() {
  const { createServer } = await import('node:http')
  const { onTestFinished } = await import('vitest')
  const server = createServer((request, response) => {
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
    })
    request.on('end', () => response.end(String(bytes)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }
}

const mebibyte = 1024 * 1024
const long = process.env.TT_ANYWHERE_LONG === '1'

test.for(long ? [1024, 5 * 1024] : [1024])(
  '[2.9] a file of %i MiB takes no more memory than one of 100 MiB',
  { timeout: 900_000 },
  async (size) => {
    const library = await bundleLibrary()
    try {
      const small = await peakMemory(library.file, 100 * mebibyte)
      const large = await peakMemory(library.file, size * mebibyte)
      expect(large - small).toBeLessThan(40)
    } finally {
      library.remove()
    }
  },
)

test.skipIf(windows)(
  '[2.9] a file that is renamed over while it is sent goes as it was opened',
  async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'a.bin')
    await writeFile(file, Buffer.alloc(32 * mebibyte, 'a'))
    await copyFile(file, join(folder, 'b.bin'))
    await truncate(join(folder, 'b.bin'), 5)
    const { host, url, server } = await stage()
    const filePath = await host.addFile(file)
    let renamed: Promise<void> | undefined
    await new Promise<void>((resolve, reject) => {
      const task = host.tt.uploadFile({
        url,
        filePath,
        name: 'file',
        success: () => resolve(),
        fail: reject,
      })
      task.onProgressUpdate(() => {
        renamed ??= rename(join(folder, 'b.bin'), file)
      })
    })
    await renamed
    const { headers, body } = server.received[0] ?? expect.fail()
    const [part = expect.fail()] = parts(body, headers['content-type'] ?? '')
    expect(part.data.equals(Buffer.alloc(32 * mebibyte, 'a'))).toBe(true)
  },
)

test('[2.14] a path below ttfile://user has at most 238 characters, some of which count more', async () => {
  const { host } = await stage()
  const manager = host.tt.getFileSystemManager()
  const write = (name: string) => {
    const filePath = `ttfile://user/${name}`
    manager.writeFileSync(filePath, 'text')
    expect(manager.readFileSync(filePath, 'utf8')).toBe('text')
    manager.unlinkSync(filePath)
  }
  for (const [letter, counts] of [
    ['a', 1],
    ['.', 1],
    ['A', 2],
    [' ', 3],
    ['é', 4],
    ['照', 5],
    ['😀', 6],
  ] as const) {
    // The dot of an extension keeps a dot from the end, where it counts more.
    const longest = letter.repeat(Math.floor((238 - 2) / counts))
    write(`${longest}.t`)
    expect(() => write(`${longest}${letter}.t`), letter).toThrow(
      'writeFileSync:fail params filePath is invalid',
    )
  }
  manager.mkdirSync(`ttfile://user/${'d'.repeat(200)}`)
  write(`${'d'.repeat(200)}/${'f'.repeat(37)}`)
  expect(() => write(`${'d'.repeat(200)}/${'f'.repeat(38)}`)).toThrow('is invalid')
})
