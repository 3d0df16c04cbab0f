/** Section 1: the call. */
import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { UploadTask } from 'tt-anywhere'
import { describe, expect, test } from 'vitest'
import { createAuthority } from '../helpers/certificates.js'
import { startHost } from '../helpers/host.js'
import { parts } from '../helpers/multipart.js'
import { startConnectProxy } from '../helpers/proxy.js'
import { startServer } from '../helpers/server.js'
import { call, ends, stage, temporaryFolder, wrongParameter } from '../helpers/stage.js'
import { successOf, upload } from '../helpers/upload.js'

/** The options that must be strings, and those that need not be given with what they are. */
const required = ['url', 'filePath', 'name'] as const
const optionTypes = {
  header: 'object',
  formData: 'object',
  timeout: 'number',
  enableProfile: 'boolean',
  dataType: 'string',
  responseType: 'string',
  success: 'function',
  fail: 'function',
  complete: 'function',
} as const

/** A value of every kind, by its name. */
const kinds: Record<string, unknown> = {
  number: 1,
  zero: 0,
  NaN: Number.NaN,
  true: true,
  false: false,
  bigint: 1n,
  symbol: Symbol('s'),
  string: 'text',
  object: {},
  'null-prototype object': Object.create(null),
  array: ['text'],
  function: () => 'text',
  'String object': new String('text'),
  URL: new URL('http://127.0.0.1/'),
  Date: new Date(0),
  Map: new Map([['a', 'b']]),
  bytes: new Uint8Array(3),
  promise: Promise.resolve('text'),
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** Whatever is asked of it, it throws. */
function hostile(): object {
  const traps = new Proxy(
    {},
    {
      get: () => () => {
        throw new Error('hostile')
      },
    },
  )
  return new Proxy({}, traps)
}

test('[1.1] the call returns an UploadTask at once and reports through callbacks', async () => {
  const { host, url, filePath } = await stage()
  const order: string[] = []
  let task: UploadTask | undefined
  await new Promise<void>((resolve) => {
    task = host.tt.uploadFile({
      url,
      filePath,
      name: 'file',
      success: () => order.push('success'),
      complete: () => {
        order.push('complete')
        resolve()
      },
    })
    order.push('returned')
  })
  expect(order).toEqual(['returned', 'success', 'complete'])
  expect(Object.keys(task ?? {})).toEqual(expect.arrayContaining(['abort', 'onProgressUpdate']))
})

test('[1.1] a call that fails at once still returns a task before it says so', async () => {
  const { host } = await stage()
  expect((await ends(host, (callbacks) => callbacks)).order).toEqual([
    'returned',
    'fail',
    'complete',
  ])
})

test('[1.2] it sends one POST whose body is multipart/form-data with one file', async () => {
  const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 0])
  const { host, url, filePath, server } = await stage({ name: 'a.bin', data: bytes })
  await successOf(host, { url: `${url}?q=%20#fragment`, filePath, formData: { c: 'd' } })
  expect(server.received).toHaveLength(1)
  const [{ method, target, headers, body } = expect.fail()] = server.received
  expect(method).toBe('POST')
  expect(target).toBe('/upload?q=%20')
  const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(headers['content-type'] ?? '')?.[1]
  expect(body).toEqual(
    Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="c"\r\n\r\nd\r\n` +
          `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n` +
          'Content-Type: application/octet-stream\r\n\r\n',
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  )
})

describe('[1.3] a required option that is missing, "", null or undefined is said to be required', () => {
  for (const name of required) {
    test.for([['missing'], ['""', ''], ['null', null], ['undefined', undefined]])(
      `[1.3] ${name}: %s`,
      async ([kind, value]) => {
        const { host, url, filePath, server } = await stage()
        const whole: Record<string, unknown> = { url, filePath, name: 'file', [name]: value }
        if (kind === 'missing') delete whole[name]
        const { order, results } = await ends(host, (callbacks) => ({ ...whole, ...callbacks }))
        expect(order).toEqual(['returned', 'fail', 'complete'])
        expect(results[0]).toEqual(wrongParameter(`params ${name} is required`))
        expect(results[1]).toBe(results[0])
        expect(server.connections()).toBe(0)
      },
    )
  }
})

test('[1.3] of several that are missing the first of the page is told', async () => {
  const { host, url, filePath } = await stage()
  const detail = async (options: object) =>
    (await ends(host, (callbacks) => ({ ...options, ...callbacks }))).results[0]
  expect(await detail({})).toEqual(wrongParameter('params url is required'))
  expect(await detail({ url })).toEqual(wrongParameter('params filePath is required'))
  expect(await detail({ url, filePath })).toEqual(wrongParameter('params name is required'))
})

describe('[1.4] a required option of another type fails with its type', () => {
  for (const name of required) {
    test(`[1.4] ${name}`, async () => {
      const { host, url, filePath, server } = await stage()
      for (const [kind, value] of Object.entries(kinds)) {
        if (typeof value === 'string') continue
        const { order, results } = await ends(host, (callbacks) => ({
          ...{ url, filePath, name: 'file' },
          ...{ [name]: value },
          ...callbacks,
        }))
        expect(order, kind).toEqual(['returned', 'fail', 'complete'])
        expect(results[0], kind).toEqual(wrongParameter(`params ${name} type is not string`))
      }
      expect(server.connections()).toBe(0)
    })
  }
})

test('[1.5] an optional option that is "", null or undefined counts as not given', async () => {
  const { host, url, filePath, server } = await stage()
  for (const nothing of ['', null, undefined]) {
    const options: Record<string, unknown> = { url, filePath, name: 'file' }
    for (const name of Object.keys(optionTypes)) options[name] = nothing
    const result = await new Promise<{ data: unknown; profile: unknown }>((resolve, reject) => {
      call(host, { ...options, success: resolve, fail: reject })
    })
    expect(result.data).toBe('{"ok":true}')
    expect(result.profile).toBeDefined()
    // Without a single callback, too.
    call(host, options)
  }
  await host.close()
  expect(server.received.length).toBeGreaterThanOrEqual(3)
})

describe('[1.6] an optional option of another type fails with its type', () => {
  for (const [name, type] of Object.entries(optionTypes)) {
    test(`[1.6] ${name} that is not ${type}`, async () => {
      const { host, url, filePath, server } = await stage()
      for (const [kind, value] of Object.entries(kinds)) {
        if (kindOf(value) === type) continue
        const { order, results } = await ends(host, (callbacks) => {
          const options = { url, filePath, name: 'file', ...callbacks }
          // The one that is wrong can't be told; complete is asked for by another way then.
          if (name !== 'complete') return { ...options, [name]: value }
          const { fail, complete } = callbacks as Record<string, (result: unknown) => void>
          const both = (result: unknown) => {
            fail?.(result)
            complete?.(result)
          }
          return { ...options, fail: both, complete: value }
        })
        expect(order, kind).toEqual(
          name === 'fail' ? ['returned', 'complete'] : ['returned', 'fail', 'complete'],
        )
        expect(results[0], kind).toEqual(wrongParameter(`params ${name} type is not ${type}`))
      }
      expect(server.connections()).toBe(0)
    })
  }
})

describe('[1.7] nothing ever throws out of the call', () => {
  test('[1.7] what is no object: no url was given', async () => {
    const { host } = await stage()
    const before = host.tt.uploadFile.toString()
    expect(call(host)).toHaveProperty('abort')
    for (const options of [null, undefined, ...Object.values(kinds)]) {
      expect(call(host, options)).toHaveProperty('abort')
    }
    await host.close()
    expect(host.tt.uploadFile.toString()).toBe(before)
  })

  test('[1.7] options that throw whatever is asked of them, and a revoked proxy', async () => {
    const { host } = await stage()
    expect(call(host, hostile())).toHaveProperty('abort')
    expect(call(host, revoked())).toHaveProperty('abort')
    // Settles when every call has come to its end.
    await host.close()
  })

  for (const name of [...required, ...Object.keys(optionTypes)]) {
    test(`[1.7] a getter of ${name} that throws`, async () => {
      const { host, url, filePath, server } = await stage()
      for (const thrown of [new Error('no'), undefined, null, Symbol('s'), Object.create(null)]) {
        const told = await new Promise<[string, unknown][]>((resolve) => {
          const seen: [string, unknown][] = []
          const note = (callback: string) => (result: unknown) => {
            seen.push([callback, result])
            if (callback === 'complete' || name === 'complete') resolve(seen)
          }
          const options = {
            url,
            filePath,
            name: 'file',
            success: note('success'),
            fail: note('fail'),
            complete: note('complete'),
          }
          Object.defineProperty(options, name, {
            enumerable: true,
            get() {
              throw thrown
            },
          })
          call(host, options)
          seen.push(['returned', undefined])
        })
        const error = wrongParameter(`params ${name} is invalid`)
        const expected: [string, unknown][] = [
          ['returned', undefined],
          ['fail', error],
          ['complete', error],
        ]
        expect(told).toEqual(expected.filter(([callback]) => callback !== name))
      }
      expect(server.connections()).toBe(0)
    })
  }

  test.for([
    ['a revoked proxy', revoked],
    ['a hostile proxy', hostile],
    [
      'a getter that throws',
      () => ({
        get a() {
          throw new Error('no')
        },
      }),
    ],
    [
      'a toString that throws',
      () => ({
        a: {
          toString() {
            throw new Error('no')
          },
          toJSON() {
            throw new Error('no')
          },
        },
      }),
    ],
  ] as const)('[1.7] header and formData: %s', async ([, make]) => {
    const { host, url, filePath, server } = await stage()
    for (const name of ['header', 'formData']) {
      const { order, results } = await ends(host, (callbacks) => ({
        ...{ url, filePath, name: 'file', [name]: make() },
        ...callbacks,
      }))
      expect(order).toEqual(['returned', 'fail', 'complete'])
      expect(results[0]).toEqual(wrongParameter(`params ${name} is invalid`))
    }
    expect(server.connections()).toBe(0)
  })

  test('[1.7] a listener of the task that is no function is no listener', async () => {
    const { host, url, filePath } = await stage()
    const { order } = await upload(host, { url, filePath }, (task) => {
      for (const value of [undefined, null, ...Object.values(kinds)]) {
        if (typeof value === 'function') continue
        task.onProgressUpdate(value as never)
        task.onHeadersReceived(value as never)
        if (value !== undefined) task.offProgressUpdate(value as never)
        if (value !== undefined) task.offHeadersReceived(value as never)
      }
    })
    expect(order.slice(-2)).toEqual(['success', 'complete'])
    expect(order).toContain('progress')
  })

  test('[1.7] a warning listener that throws, and an onError that throws, stop nothing', async () => {
    const later: unknown[] = []
    const seen = (error: unknown) => later.push(error)
    // What an onError throws is nobody's to catch: the process is told, as of any uncaught error.
    const before = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', seen)
    try {
      const { host, url, filePath } = await stage(
        {},
        {
          onError() {
            throw new Error('from onError')
          },
        },
      )
      host.on('warning', () => {
        throw new Error('from the listener')
      })
      const { order } = await upload(host, {
        url,
        filePath,
        header: { referer: 'x' },
        success() {
          throw new Error('from success')
        },
      })
      expect(order.slice(-2)).toEqual(['success', 'complete'])
      await host.close()
      await new Promise((resolve) => setImmediate(resolve))
    } finally {
      process.removeListener('uncaughtException', seen)
      for (const listener of before) process.on('uncaughtException', listener)
    }
    expect(later.map(String)).toContain('Error: from onError')
  })

  test('[1.7] options of any making work: frozen, an instance, inherited, a function, a proxy', async () => {
    const { host, url, filePath } = await stage()
    class Options {
      url = url
      get filePath() {
        return filePath
      }
      get name() {
        return 'file'
      }
    }
    const makes: ((callbacks: object) => object)[] = [
      (callbacks) => Object.freeze({ url, filePath, name: 'file', ...callbacks }),
      (callbacks) => Object.assign(new Options(), callbacks),
      (callbacks) => Object.create({ url, filePath, name: 'file', ...callbacks }),
      (callbacks) => Object.assign(Object.create(null), { url, filePath, name: 'file' }, callbacks),
      (callbacks) => {
        const options = () => {}
        Object.defineProperty(options, 'name', { value: 'file' })
        return Object.assign(options, { url, filePath, ...callbacks })
      },
      (callbacks) => new Proxy({ url, filePath, name: 'file', ...callbacks }, {}),
    ]
    for (const make of makes) {
      expect((await ends(host, make)).order).toEqual(['returned', 'success', 'complete'])
    }
  })
})

test('[1.8] each option, and each header and field, is read once', async () => {
  const { host, url, filePath } = await stage()
  const reads = new Map<string, number>()
  const counted = <Value extends object>(value: Value, prefix = ''): Value =>
    new Proxy(value, {
      get(target, key, receiver) {
        const name = `${prefix}${String(key)}`
        reads.set(name, (reads.get(name) ?? 0) + 1)
        return Reflect.get(target, key, receiver)
      },
    })
  await new Promise<void>((resolve, reject) => {
    host.tt.uploadFile(
      counted({
        url,
        filePath,
        name: 'file',
        header: counted({ a: 'b' }, 'header.'),
        formData: counted({ c: 'd', list: counted([1], 'list.') }, 'formData.'),
        timeout: 5000,
        enableProfile: true,
        dataType: 'json',
        responseType: 'text',
        success: () => {},
        fail: reject,
        complete: () => resolve(),
      }),
    )
  })
  for (const name of [...required, ...Object.keys(optionTypes)]) {
    expect([name, reads.get(name)]).toEqual([name, 1])
  }
  for (const name of ['header.a', 'formData.c', 'formData.list', 'list.0']) {
    expect([name, reads.get(name)]).toEqual([name, 1])
  }
})

test('[1.8] what is changed after the call changes nothing, also while it waits in the queue', async () => {
  const { host, url, filePath, server } = await stage({}, { maxConcurrentUploads: 1 })
  const first = successOf(host, { url: `${url}/first`, filePath })
  const order: string[] = []
  const done = withResolvers()
  const header: Record<string, unknown> = { a: 'b' }
  const nested = { list: [1, { deep: 'x' }] }
  const formData: Record<string, unknown> = { c: 'd', nested }
  const options: Record<string, unknown> = {
    url,
    filePath,
    name: 'file',
    header,
    formData,
    success: () => order.push('success'),
    complete: () => {
      order.push('complete')
      done.resolve(undefined)
    },
  }
  call(host, options)
  header.a = 'changed'
  header.more = 'changed'
  formData.c = 'changed'
  delete formData.nested
  nested.list.push(2)
  Object.assign(options, {
    url: 'https://elsewhere.example',
    filePath: 'ttfile://temp/other',
    name: 'changed',
    header: {},
    formData: {},
    timeout: 1,
    success: () => order.push('changed'),
    fail: () => order.push('changed'),
    complete: () => order.push('changed'),
  })
  await first
  await done.promise
  expect(order).toEqual(['success', 'complete'])
  const { headers, body, target } = server.received[1] ?? expect.fail()
  expect(target).toBe('/upload')
  expect(headers.a).toBe('b')
  expect(headers).not.toHaveProperty('more')
  const sent = parts(body, headers['content-type'] ?? '')
  expect(sent.map(({ name, data }) => [name, data.toString()])).toEqual([
    ['c', 'd'],
    ['nested', '{"list":[1,{"deep":"x"}]}'],
    ['file', 'the bytes'],
  ])
})

function withResolvers() {
  let resolve: (value: unknown) => void = () => {}
  const promise = new Promise((done) => {
    resolve = done
  })
  return { promise, resolve }
}

test('[1.9] enableProfile is true by default; false leaves profile out', async () => {
  const { host, url, filePath, warnings } = await stage()
  expect(await successOf(host, { url, filePath })).toHaveProperty('profile.requestStart')
  expect(await successOf(host, { url, filePath, enableProfile: true })).toHaveProperty('profile')
  const without = await successOf(host, { url, filePath, enableProfile: false })
  expect(Object.keys(without)).not.toContain('profile')
  expect(warnings.filter(({ code }) => code === 'option-unknown')).toEqual([])
})

test('[1.10] dataType and responseType work, with a warning that the phone may not know them', async () => {
  const { host, url, filePath, warnings } = await stage()
  const unknown = () =>
    warnings.splice(0).flatMap(({ code, message }) => (code === 'option-unknown' ? [message] : []))
  const bytes = await successOf(host, { url, filePath, responseType: 'arraybuffer' })
  expect(bytes.data).toBeInstanceOf(ArrayBuffer)
  expect(Buffer.from(bytes.data as ArrayBuffer).toString()).toBe('{"ok":true}')
  expect(unknown()).toEqual([expect.stringContaining('responseType')])
  expect((await successOf(host, { url, filePath, dataType: 'json' })).data).toEqual({ ok: true })
  expect(unknown()).toEqual([expect.stringContaining('dataType')])
  const text = await successOf(host, { url, filePath, dataType: 'string', responseType: 'text' })
  expect(text.data).toBe('{"ok":true}')
})

test('[1.11] a file over 10 MB gives a warning that says its size; one of 10 MB does not', async () => {
  const { host, url, warnings } = await stage()
  const file = join(await temporaryFolder(), 'large.bin')
  await writeFile(file, '')
  const most = 10 * 1024 * 1024
  await truncate(file, most)
  await successOf(host, { url, filePath: await host.addFile(file) })
  expect(warnings.filter(({ code }) => code === 'file-large')).toEqual([])
  await truncate(file, most + 1)
  await successOf(host, { url, filePath: await host.addFile(file) })
  expect(warnings.filter(({ code }) => code === 'file-large')).toEqual([
    expect.objectContaining({ api: 'uploadFile', message: expect.stringContaining('10485761') }),
  ])
})

test("[1.12] the call of the page's own sample works as it stands, from a released version", async () => {
  // The page's URL is that of a server on the Internet: here a proxy leads its name to loopback.
  const name = 'jsonplaceholder.typicode.com'
  const authority = await createAuthority()
  const server = await startServer(
    (_request, response) => response.writeHead(201).end('{"id":101}'),
    { ...(await authority.issue({ names: [name] })) },
  )
  const proxy = await startConnectProxy((asked) => (asked === `${name}:443` ? server.port : 0))
  const host = startHost({
    envType: 'production',
    domains: { uploadFile: [`https://${name}`] },
    ca: authority.cert,
    proxy: proxy.url,
  })
  const tt = host.tt
  const path = await host.addFile({ name: 'image.png', data: 'an image' })
  const told: unknown[] = []
  await new Promise<void>((resolve) => {
    const page = {
      uploadFile(path: string) {
        tt.uploadFile({
          url: 'https://jsonplaceholder.typicode.com/posts/',
          filePath: path,
          name: 'data',
          header: {
            a: 'b',
          },
          formData: {
            c: 'd',
          },
          success: (res) => {
            told.push('tt.uploadFile success', res.statusCode, res.data)
          },
          fail: (res) => {
            told.push('tt.uploadFile fail', res)
          },
          complete: (res) => {
            told.push('tt.uploadFile complete', res.errMsg)
            resolve()
          },
        })
      },
    }
    page.uploadFile(path)
  })
  expect(told).toEqual([
    ...['tt.uploadFile success', 201, '{"id":101}'],
    ...['tt.uploadFile complete', 'uploadFile:ok'],
  ])
  expect(proxy.asked).toEqual([`${name}:443`])
  const { target, headers, body } = server.received[0] ?? expect.fail()
  expect([target, headers.host, headers.a]).toEqual(['/posts/', name, 'b'])
  expect(parts(body, headers['content-type'] ?? '')).toMatchObject([
    { name: 'c', data: Buffer.from('d') },
    {
      name: 'data',
      filename: 'image.png',
      contentType: 'image/png',
      data: Buffer.from('an image'),
    },
  ])
})

test("[1.13] an option that is not on the platform's page gives a warning that names it", async () => {
  const { host, url, filePath, warnings } = await stage()
  const { order } = await ends(host, (callbacks) => ({
    ...{ url, filePath, name: 'file', header: {}, formData: {}, timeout: 9000 },
    ...{ enableProfile: true, headers: {}, method: 'PUT', files: [], fileType: undefined },
    ...callbacks,
  }))
  expect(order.at(-1)).toBe('complete')
  const unknown = warnings.filter(({ code }) => code === 'option-unknown')
  expect(unknown.map(({ message }) => /^option (\w+) /.exec(message)?.[1])).toEqual([
    'headers',
    'method',
    'files',
  ])
  expect(unknown.every(({ api, link }) => api === 'uploadFile' && link !== '')).toBe(true)
})

test('[1.13] with strict such an option fails the call, before anything is sent', async () => {
  const { host, url, filePath, server } = await stage({}, { strict: true, envType: 'gray' })
  const { order, results } = await ends(host, (callbacks) => ({
    ...{ url, filePath, name: 'file', method: 'PUT' },
    ...callbacks,
  }))
  expect(order).toEqual(['returned', 'fail', 'complete'])
  expect(results[0]).toMatchObject({ errorCode: 121999, errorType: 'D' })
  expect(results[0]).toHaveProperty('errMsg', expect.stringContaining('option method'))
  expect(server.connections()).toBe(0)
})
