/** Section 3: the body, to the byte. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parts } from '../helpers/multipart.js'
import { call, ends, stage, temporaryFolder, wrongParameter } from '../helpers/stage.js'
import { successOf, upload } from '../helpers/upload.js'

type Stage = Awaited<ReturnType<typeof stage>>

/** Uploads, and gives the body as the server got it, with its boundary. */
async function bodyOf(
  { host, server, url, filePath }: Stage,
  options: { formData?: object; name?: string; filePath?: string },
) {
  await new Promise((resolve, reject) => {
    call(host, { url, filePath, name: 'file', ...options, success: resolve, fail: reject })
  })
  const { headers, rawHeaders, body } = server.received.at(-1) ?? expect.fail()
  const type = headers['content-type'] ?? ''
  const boundary = /boundary=(.*)$/.exec(type)?.[1] ?? ''
  return { headers, rawHeaders, body, boundary, parts: parts(body, type) }
}

/** The fields alone, as text. */
async function fieldsOf(on: Stage, formData: object) {
  const body = await bodyOf(on, { formData })
  return body.parts.slice(0, -1).map(({ name, data }) => [name, data.toString()])
}

test('[3.1] fields come first, in their order, and the file last, byte for byte', async () => {
  const file = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  const on = await stage({ name: 'photo.png', data: file })
  const { body, boundary } = await bodyOf(on, {
    name: 'data',
    formData: { z: '1', a: '2', 中文: '值', m: '' },
  })
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  expect(body).toEqual(
    Buffer.concat([
      Buffer.from(field('z', '1') + field('a', '2') + field('中文', '值') + field('m', '')),
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="data"; filename="photo.png"\r\n` +
          'Content-Type: image/png\r\n\r\n',
      ),
      file,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  )
})

test("[3.1] the order is the object's own: numbers first, then as they were put in", async () => {
  const on = await stage()
  const formData = { b: 'b', 10: 'ten', a: 'a', 2: 'two', '-1': 'minus', '01': 'text' }
  expect((await fieldsOf(on, formData)).map(([name]) => name)).toEqual(
    Object.keys({ 2: 0, 10: 0, b: 0, a: 0, '-1': 0, '01': 0 }),
  )
})

test('[3.1] 200 fields keep their order, and a field may have the name of the file', async () => {
  const on = await stage()
  const pairs = Array.from({ length: 200 }, (_, index) => [`field ${index}`, `value ${index}`])
  expect(await fieldsOf(on, Object.fromEntries([...pairs, ['file', 'not the file']]))).toEqual([
    ...pairs,
    ['file', 'not the file'],
  ])
})

test('[3.1] without formData, or with none of its fields left, the file stands alone', async () => {
  const on = await stage()
  for (const formData of [undefined, null, {}, { a: null, b: undefined }, new Map([['a', 'b']])]) {
    expect((await bodyOf(on, { formData: formData as object })).parts).toHaveLength(1)
  }
})

test('[3.1] only own enumerable names are fields; __proto__ can be one of them', async () => {
  const on = await stage()
  const formData = Object.create({ inherited: 'no' })
  Object.defineProperty(formData, 'hidden', { value: 'no', enumerable: false })
  formData[Symbol('s')] = 'no'
  formData.own = 'yes'
  expect(await fieldsOf(on, formData)).toEqual([['own', 'yes']])
  const json = JSON.parse('{"__proto__": "a", "constructor": "b", "toString": "c", "": "d"}')
  expect(await fieldsOf(on, json)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toString', 'c'],
    ['', 'd'],
  ])
})

describe('[3.2] what a value becomes', () => {
  class Point {
    x = 1
    get hidden() {
      return 2
    }
  }
  const cases: [string, unknown, string | undefined][] = [
    ['a string', 'text', 'text'],
    ['an empty string', '', ''],
    ['a string like a number', '007', '007'],
    ['null', null, undefined],
    ['undefined', undefined, undefined],
    ['0', 0, '0'],
    ['-0', -0, '0'],
    ['1e21', 1e21, '1e+21'],
    ['0.1 + 0.2', 0.1 + 0.2, '0.30000000000000004'],
    ['NaN', Number.NaN, 'NaN'],
    ['Infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['a bigint', 12345678901234567890n, '12345678901234567890'],
    ['true', true, 'true'],
    ['false', false, 'false'],
    ['an object', { a: 1, b: ['c', null], d: undefined }, '{"a":1,"b":["c",null]}'],
    ['an array', [1, 'a', undefined, { b: true }], '[1,"a",null,{"b":true}]'],
    ['an empty object', {}, '{}'],
    ['an empty array', [], '[]'],
    ['an instance', new Point(), '{"x":1}'],
    ['a Date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['an invalid Date', new Date(Number.NaN), 'null'],
    ['a Map', new Map([['a', 1]]), '{}'],
    ['a Set', new Set([1]), '{}'],
    ['a RegExp', /x/, '{}'],
    ['an Error', new Error('x'), '{}'],
    ['bytes', new Uint8Array([1, 2]), '{"0":1,"1":2}'],
    ['an ArrayBuffer', new ArrayBuffer(2), '{}'],
    ['a String object', new String('text'), '"text"'],
    ['a Number object', new Number(1), '1'],
    ['a URL', new URL('http://a.example/'), '"http://a.example/"'],
    ['a promise', Promise.resolve(1), '{}'],
    ['an object with toJSON', { toJSON: () => ({ b: 2 }) }, '{"b":2}'],
    ['one whose toJSON gives nothing', { toJSON: () => undefined }, undefined],
    ['a function', () => 'text', undefined],
    ['a symbol', Symbol('s'), undefined],
    ['Chinese in JSON', { 名: '值 😀' }, '{"名":"值 😀"}'],
  ]
  test.for(cases)('[3.2] %s', async ([, value, text]) => {
    const on = await stage()
    expect(await fieldsOf(on, { before: '1', value, after: '2' })).toEqual([
      ['before', '1'],
      ...(text === undefined ? [] : [['value', text]]),
      ['after', '2'],
    ])
  })

  test('[3.2] a value that is no string gives a warning that names its field', async () => {
    const on = await stage()
    await fieldsOf(on, { a: 'text', b: 1, c: null, d: { e: 1 } })
    const converted = on.warnings.filter(({ code }) => code === 'form-value-converted')
    expect(converted.map(({ message }) => /formData\.(\w)/.exec(message)?.[1])).toEqual(['b', 'd'])
  })

  test('[3.2] a value that has no text is left out, with a warning that names its field', async () => {
    const on = await stage()
    const toJSON = () => undefined
    expect(await fieldsOf(on, { a: () => 1, b: Symbol('x'), c: null, d: { toJSON } })).toEqual([])
    const dropped = on.warnings.filter(({ code }) => code === 'form-value-dropped')
    expect(dropped.map(({ message }) => /formData\.(\w)/.exec(message)?.[1])).toEqual([
      'a',
      'b',
      'd',
    ])
  })
})

describe('[3.3] names and file names are UTF-8 with three characters escaped', () => {
  const cases: [string, string][] = [
    ['plain', 'plain'],
    ['a"b', 'a%22b'],
    ['a\rb', 'a%0Db'],
    ['a\nb', 'a%0Ab'],
    ['"\r\n"', '%22%0D%0A%22'],
    ['%22 %0D', '%22 %0D'],
    ['back\\slash', 'back\\slash'],
    ["it's; x=y, (z)", "it's; x=y, (z)"],
    ['图片', '图片'],
    ['é', 'é'],
    ['e\u0301', 'e\u0301'],
    ['😀👩‍👩‍👧', '😀👩‍👩‍👧'],
    ['\ufeffbom', '\ufeffbom'],
    ['tab\tbell\u0007', 'tab\tbell\u0007'],
    ['high \ud83d', 'high \ufffd'],
    ['low \ude00', 'low \ufffd'],
    [' spaces ', ' spaces '],
    ['name="x"; filename="y"', 'name=%22x%22; filename=%22y%22'],
    ['a\r\nContent-Type: text/html\r\n\r\n<b>', 'a%0D%0AContent-Type: text/html%0D%0A%0D%0A<b>'],
  ]
  for (const [name, wire] of cases) {
    test(`[3.3] ${JSON.stringify(name)}`, async () => {
      // A file's name has no slash.
      const fileName = name.replaceAll('/', '')
      const on = await stage({ name: fileName, data: 'x' })
      const { parts: found } = await bodyOf(on, { name, formData: { [name]: 'value' } })
      const [field, file] = found
      expect(field?.head).toBe(`Content-Disposition: form-data; name="${wire}"`)
      expect(file?.head.split('\r\n')[0]).toBe(
        `Content-Disposition: form-data; name="${wire}"; filename="${wire.replaceAll('/', '')}"`,
      )
    })
  }

  test('[3.3] any name, any value, any bytes: what is cut out is what was given', async () => {
    const on = await stage()
    const text = fc.string({ unit: 'binary', maxLength: 40 })
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    const wellFormed = (value: string) => decoder.decode(new TextEncoder().encode(value))
    const escaped = (name: string) =>
      wellFormed(name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A'))
    await fc.assert(
      fc.asyncProperty(
        text.filter((name) => name !== ''),
        fc.dictionary(text, text, { maxKeys: 5 }),
        fc.uint8Array({ maxLength: 200 }),
        async (name, formData, data) => {
          const filePath = await on.host.addFile({ name: 'x.bin', data })
          const { parts: found } = await bodyOf(on, { name, formData, filePath })
          expect(found.map((part) => [part.name, part.data])).toEqual([
            ...Object.entries(formData).map(([key, value]) => [escaped(key), Buffer.from(value)]),
            [escaped(name), Buffer.from(data)],
          ])
        },
      ),
      { numRuns: 100 },
    )
  })
})

test('[3.4] field values go byte for byte', async () => {
  const on = await stage()
  const values = [
    'one\ntwo\rthree\r\nfour',
    '\r\n',
    '\n\n\n',
    '"quotes" & %22 \\',
    '\0\u0001\u007f',
    '中文 😀',
    'lone \ud83d surrogate',
    '--',
    '\r\n--boundary--\r\n',
    ' trailing and leading ',
    'x'.repeat(300_000),
  ]
  const { parts: found } = await bodyOf(on, { formData: Object.fromEntries(values.entries()) })
  expect(found.slice(0, -1).map(({ data }) => data)).toEqual(
    values.map((value) => Buffer.from(value)),
  )
  expect(found.slice(0, -1).every(({ contentType }) => contentType === undefined)).toBe(true)
})

test('[3.5] the file part has the last part of the path as its filename', async () => {
  const on = await stage()
  const folder = await temporaryFolder()
  for (const name of [
    'photo.jpg',
    '照 片 (1).tar.gz',
    '.hidden',
    'no-extension',
    '..dots..',
    '%2F',
  ]) {
    const added = await on.host.addFile({ name, data: 'x' })
    expect((await bodyOf(on, { filePath: added })).parts.at(-1)?.filename).toBe(name)
    await writeFile(join(folder, name), 'x')
    const referred = await on.host.addFile(join(folder, name))
    expect((await bodyOf(on, { filePath: referred })).parts.at(-1)?.filename).toBe(name)
  }
  // A field never has one.
  const { parts: found } = await bodyOf(on, { formData: { a: 'b' } })
  expect(found.map(({ filename }) => filename)).toEqual([undefined, 'photo.jpg'])
})

test("[3.6] the file part's Content-Type is by the extension", async () => {
  const on = await stage()
  const types: Record<string, string> = {
    'a.jpg': 'image/jpeg',
    'a.jpeg': 'image/jpeg',
    'a.JPG': 'image/jpeg',
    'a.png': 'image/png',
    'a.gif': 'image/gif',
    'a.webp': 'image/webp',
    'a.mp4': 'video/mp4',
    'a.mp3': 'audio/mpeg',
    'a.pdf': 'application/pdf',
    'a.txt': 'text/plain',
    'a.json': 'application/json',
    'a.zip': 'application/zip',
    '图.b.png': 'image/png',
    'a.unknown-extension': 'application/octet-stream',
    'a.': 'application/octet-stream',
    jpg: 'application/octet-stream',
    'a.jpg ': 'application/octet-stream',
    'a.constructor': 'application/octet-stream',
    'a.__proto__': 'application/octet-stream',
  }
  for (const [name, type] of Object.entries(types)) {
    const filePath = await on.host.addFile({ name, data: 'GIF89a' })
    expect([name, (await bodyOf(on, { filePath })).parts.at(-1)?.contentType]).toEqual([name, type])
  }
})

describe('[3.7] the request carries an exact Content-Length, never chunked encoding', () => {
  // Around the sizes at which the body is read and sent in another way.
  const edges = [0, 1, 65_535, 65_536, 65_537, 131_072, 2_097_152, 2_097_153, 4_194_305, 9_000_001]
  test.for(edges)('[3.7] a file of %i bytes', async (size) => {
    const data = Buffer.alloc(size)
    for (let index = 0; index < size; index += 997) data[index] = index % 251
    const on = await stage({ name: 'a.bin', data })
    const { headers, rawHeaders, body, parts: found } = await bodyOf(on, { formData: { a: '中' } })
    expect(headers).not.toHaveProperty('transfer-encoding')
    expect(headers['content-length']).toBe(String(body.byteLength))
    expect(rawHeaders.filter((name) => /^content-length$/i.test(name))).toHaveLength(1)
    expect(found.at(-1)?.data.equals(data)).toBe(true)
  })

  test('[3.7] bodies whose whole length is near 64 KiB, byte by byte', async () => {
    const on = await stage({ name: 'a.bin', data: '' })
    const frame = (await bodyOf(on, {})).body.byteLength
    for (let length = 65_534; length <= 65_538; length += 1) {
      const data = Buffer.alloc(length - frame, 'z')
      const filePath = await on.host.addFile({ name: 'a.bin', data })
      const { body, headers } = await bodyOf(on, { filePath })
      expect(body.byteLength).toBe(length)
      expect(headers['content-length']).toBe(String(length))
    }
  })

  test('[3.7] formData far larger than the file', async () => {
    const on = await stage({ data: '' })
    const value = '中'.repeat(2_000_000)
    const { parts: found, body, headers } = await bodyOf(on, { formData: { value } })
    expect(found[0]?.data.byteLength).toBe(6_000_000)
    expect(found[1]?.data.byteLength).toBe(0)
    expect(headers['content-length']).toBe(String(body.byteLength))
  })
})

describe('[3.8] the boundary is random, and cannot occur in the parts', () => {
  test('[3.8] no two are the same, and each is one that RFC 2046 allows without quotes', async () => {
    const on = await stage()
    const boundaries = new Set<string>()
    for (let index = 0; index < 50; index += 1) {
      const { boundary } = await bodyOf(on, {})
      expect(boundary).toMatch(/^[0-9A-Za-z'()+_,./:=?-]{24,70}$/)
      boundaries.add(boundary)
    }
    expect(boundaries.size).toBe(50)
    // What varies has more than 128 bits: a letter of 16, and at least 33 of them.
    const [one = '', other = ''] = boundaries
    const common = [...one].findIndex((letter, index) => letter !== other[index])
    expect(one.length - common).toBeGreaterThanOrEqual(33)
  })

  test('[3.8] a file and a field that hold the body of an earlier upload', async () => {
    const on = await stage()
    const earlier = (await bodyOf(on, { formData: { a: 'b' } })).body
    const filePath = await on.host.addFile({ name: 'a.bin', data: earlier })
    const { parts: found } = await bodyOf(on, { filePath, formData: { a: earlier.toString() } })
    expect(found.map(({ data }) => data)).toEqual([earlier, earlier])
  })
})

describe('[3.9] formData that cannot become text is invalid', () => {
  const cyclic: Record<string, unknown> = {}
  cyclic.self = { cyclic }
  const cases: [string, object][] = [
    ['is cyclic', { a: cyclic }],
    [
      'has a toJSON that throws',
      {
        a: {
          toJSON() {
            throw new Error('no')
          },
        },
      },
    ],
    [
      'has a getter that throws',
      {
        get a() {
          throw new Error('no')
        },
      },
    ],
    [
      'has one deep inside',
      {
        a: [
          {
            get b() {
              throw undefined
            },
          },
        ],
      },
    ],
    ['holds a bigint in an object', { a: { b: 1n } }],
    ['nests too deep', { a: deep(200_000) }],
  ]
  test.for(cases)('[3.9] it %s', async ([, formData]) => {
    const { host, url, filePath, server } = await stage()
    const { order, results } = await ends(host, (callbacks) => ({
      ...{ url, filePath, name: 'file', formData },
      ...callbacks,
    }))
    expect(order).toEqual(['returned', 'fail', 'complete'])
    expect(results[0]).toEqual(wrongParameter('params formData is invalid'))
    expect(server.connections()).toBe(0)
  })

  test('[3.9] the next call on the same host works', async () => {
    const { host, url, filePath } = await stage()
    const { fail } = await upload(host, { url, filePath, formData: { a: cyclic } })
    expect(fail?.errorCode).toBe(121999)
    expect((await successOf(host, { url, filePath })).statusCode).toBe(200)
  })
})

/** An array in an array in an array … */
function deep(levels: number): unknown[] {
  let value: unknown[] = []
  for (let level = 0; level < levels; level += 1) value = [value]
  return value
}
