/** The worked example of docs/architecture.md: done as the page says, compiled and called. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import type { Host, HostOptions } from 'tt-anywhere'
import ts from 'typescript'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../helpers/server.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')

/** A block of code of the page. */
function block(title: string): string {
  const start = `\`\`\`ts ${title}\n`
  const at = page.indexOf(start)
  if (at < 0) throw new Error(`no block ${title}`)
  return page.slice(at + start.length, page.indexOf('```', at + start.length))
}

/** A source with a line after each of these anchors. */
function withLines(path: string, lines: readonly (readonly [anchor: string, line: string])[]) {
  return lines.reduce(
    (text, [anchor, line]) => {
      if (!text.includes(anchor)) throw new Error(`${path} has no line ${anchor}`)
      return text.replace(anchor, () => `${anchor}\n${line}`)
    },
    readFileSync(join(root, path), 'utf8'),
  )
}

/** The files that the page adds or changes. */
function changed(): Map<string, string> {
  const [imported = '', member = '', line = ''] = block('host').split('\n')
  const host = withLines('src/host/host.ts', [
    ["import { createUploadFile, type UploadFile } from '../api/uploadFile.js'", imported],
    ['  uploadFile: UploadFile', member],
    ['      uploadFile: createUploadFile(context),', line],
  ])
  return new Map(
    Object.entries({
      'src/api/networkApis.ts': withLines('src/api/networkApis.ts', [
        ['export const networkApis = {', block('row')],
      ]),
      'src/api/ping.ts': block('src/api/ping.ts'),
      'src/host/host.ts': host,
    }).map(([path, text]) => [resolve(root, path), text]),
  )
}

test('the example compiles', { timeout: 120_000 }, () => {
  const files = changed()
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  const host = ts.createCompilerHost({ ...options, noEmit: true })
  const { readFile, fileExists } = host
  host.readFile = (path) => files.get(resolve(path)) ?? readFile(path)
  host.fileExists = (path) => files.has(resolve(path)) || fileExists(path)
  host.getSourceFile = (path, version) => {
    const text = host.readFile(path)
    return text === undefined ? undefined : ts.createSourceFile(path, text, version)
  }
  const program = ts.createProgram([...files.keys()], { ...options, noEmit: true }, host)
  const wrong = [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path)
    return [...program.getSemanticDiagnostics(source), ...program.getSyntacticDiagnostics(source)]
  })
  expect(
    wrong.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  ).toEqual([])
})

interface Result {
  errMsg: string
  well?: boolean
  errorCode?: number
}

test('and works: results, rules, errors, abort', async () => {
  const files = changed()
  // Within the repository, where its packages are found.
  const folder = await mkdtemp(join(root, 'node_modules', '.architecture-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const bundle = await rolldown({
    input: join(root, 'src/index.ts'),
    platform: 'node',
    external: /^[^./]/,
    plugins: [
      {
        name: 'example',
        resolveId: (id, from) => {
          const path = from && resolve(from, '..', id.replace(/\.js$/, '.ts'))
          return path !== undefined && files.has(path) ? path : null
        },
        load: (id) => files.get(resolve(id)) ?? null,
      },
    ],
  })
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' })
  await bundle.close()
  const { createHost } = (await import(pathToFileURL(join(folder, 'index.mjs')).href)) as {
    createHost(options: HostOptions): Host
  }

  const server = await startServer((request, response) =>
    response.writeHead(request.target === '/ill' ? 500 : 200).end(),
  )
  const host = createHost({ proxy: false, trustedOrigins: [server.origin] })
  host.on('warning', () => {})
  onTestFinished(() => host.close())
  const { ping } = host.tt as unknown as { ping(options: object): { abort(): void } }
  const call = (options: object, started = (_task: { abort(): void }) => {}) =>
    new Promise<Result>((complete) => started(ping({ ...options, complete })))

  expect(await call({ url: server.origin })).toMatchObject({ errMsg: 'ping:ok', well: true })
  expect(await call({ url: `${server.origin}/ill` })).toMatchObject({ well: false })
  expect(await call({ url: `${server.origin}/ill`, limit: 600 })).toMatchObject({ well: true })
  expect(server.received.map(({ method }) => method)).toEqual(['HEAD', 'HEAD', 'HEAD'])
  expect(await call({ url: 'https://a.example/' })).toEqual({
    errMsg: 'ping:fail url not in domain list, url == https://a.example/',
    errorCode: 125001,
    errorType: 'D',
  })
  expect((await call({ url: server.origin, limit: 'x' })).errorCode).toBe(125099)
  expect(await call({ url: server.origin }, (task) => task.abort())).toEqual({
    errMsg: 'ping:fail ping abort',
    errorCode: 125005,
    errorType: 'D',
  })
})
