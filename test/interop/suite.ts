// The same questions to every server, whoever sends: the library or the command.
import { createHash, randomBytes } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { contentCases, type FieldsCase, fieldsCases, nameCases, partNameCases } from './cases.js'
import { SERVERS, type Seen, type ServerName, seenName, servers } from './servers.js'

export interface Upload {
  url: string
  /** The file's own name, which may be one that no file system takes. */
  fileName: string
  data: Uint8Array
  /** The form field of the file. */
  name: string
  formData: Record<string, unknown>
  header: Record<string, string>
}

type Send = (upload: Upload) => Promise<Seen>

export interface Sender {
  send: Send
  /** What the sender has no way to say is left out. */
  canSend: { fields(fields: FieldsCase): boolean; fileName(name: { notOnWindows?: true }): boolean }
}

/** Bigger than any buffer on the way; only to the servers that are told to stand it. */
const BIG = 64 * 1024 * 1024
const TAKE_BIG: ServerName[] = ['go', 'python']

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

/** Declares the tests of one sender against one server. */
function testServer(server: ServerName, url: string, { send, canSend }: Sender): void {
  const usual = {
    url,
    fileName: 'photo.jpg',
    data: Buffer.from('a photo'),
    name: 'file',
    formData: {},
    header: {},
  }
  /** Sends, and holds the whole answer against what was sent. */
  const check = async (
    upload: Partial<Upload>,
    sent: Partial<{
      fields: [string, string][]
      field: string
      filename: string
      contentType: string
    }> = {},
  ): Promise<Seen> => {
    const whole = { ...usual, ...upload }
    const seen = await send(whole)
    expect(seen.fields).toEqual(
      (sent.fields ?? []).map(([name, value]) => [seenName(server, 'field', name), value]),
    )
    expect(seen.files).toEqual([
      {
        field: seenName(server, 'field', sent.field ?? 'file'),
        filename: seenName(server, 'file name', sent.filename ?? 'photo.jpg'),
        contentType: sent.contentType ?? 'image/jpeg',
        size: whole.data.length,
        sha256: sha256(whole.data),
      },
    ])
    expect(seen.headers).not.toHaveProperty('transfer-encoding')
    expect(seen.headers['content-length']).toBe(`${seen.contentLength}`)
    if (seen.received !== null) expect(seen.received).toBe(seen.contentLength)
    return seen
  }

  for (const { title, data } of contentCases) {
    test(`a file of ${title}`, () => check({ data }))
  }

  for (const fileName of nameCases.filter(canSend.fileName)) {
    test(`a file named ${JSON.stringify(fileName.name)}`, () =>
      check(
        { fileName: fileName.name },
        { filename: fileName.sent, contentType: fileName.contentType },
      ))
  }

  for (const { name, sent } of partNameCases) {
    test(`a file in the field ${JSON.stringify(name)}`, () => check({ name }, { field: sent }))
  }

  for (const fields of fieldsCases.filter(canSend.fields)) {
    test(`fields: ${fields.title}`, () =>
      check({ formData: fields.formData }, { fields: fields.expected }))
  }

  test('200 fields before 3 MiB', async () => {
    const many = fieldsCases.find(({ title }) => title === '200 fields')!
    await check(
      { formData: many.formData, data: randomBytes(3 * 1024 * 1024) },
      { fields: many.expected },
    )
  })

  test('a value and a file that hold the boundary of the last request, whole and in part', async () => {
    const first = await check({})
    const boundary = /boundary="?([^";]+)/.exec(first.headers['content-type'] ?? '')?.[1]
    expect(boundary).toBeTruthy()
    const text = `\r\n--${boundary}\r\n\r\n--${boundary}--\r\n--${boundary?.slice(0, -1)}`
    await check({ formData: { text }, data: Buffer.from(text) }, { fields: [['text', text]] })
  })

  test('the headers of a mini-program, and those of the call', async () => {
    const { headers } = await check({ header: { 'X-Sent-By': 'interop', Referer: 'not this' } })
    expect(headers['x-sent-by']).toBe('interop')
    expect(headers.referer).toMatch(/^https:\/\/tmaservice\.developer\.toutiao\.com\/\?appid=/)
    expect(headers['user-agent']).toContain(' ToutiaoMicroApp/')
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
  })

  test('several at once', async () => {
    const uploads = Array.from({ length: 8 }, (_, index) => ({
      data: randomBytes(100_000),
      formData: { index: `${index}` },
    }))
    await Promise.all(
      uploads.map((upload) => check(upload, { fields: Object.entries(upload.formData) })),
    )
  })

  if (TAKE_BIG.includes(server)) {
    test('a file of 64 MiB', () => check({ data: randomBytes(BIG) }))
  }
}

/** Declares the tests of one sender against every server. */
export function testServers(describe: typeof import('vitest').describe, sender: Sender): void {
  const states = inject('servers')
  for (const server of SERVERS) {
    const { url = '', missing } = states[server]
    describe.skipIf(missing !== undefined)(`${server}${missing ? ` (${missing})` : ''}`, () => {
      testServer(server, url, sender)
    })
  }
}

/** Every exception must be about a name that is sent; one that is not is out of date. */
export function unusedExceptions(): string[] {
  const fields = [...fieldsCases.flatMap(({ expected }) => expected.map(([name]) => name))]
  const sent = {
    field: new Set([...fields, ...partNameCases.map((part) => part.sent)]),
    'file name': new Set(nameCases.map((name) => name.sent)),
  }
  return SERVERS.flatMap((server) =>
    servers[server].exceptions
      .flatMap(({ names }) => names)
      .filter((name) => !sent[name.of].has(name.sent))
      .map((name) => `${server}: ${name.sent}`),
  )
}
