/** Options of every type and shape: a call returns its task, ends once, and sends only what is right. */
import fc from 'fast-check'
import { createHost } from 'tt-anywhere'
import { type Api, apis, callbacksOf, type End, type Ended } from './calls.js'
import { headerOf, type Message, partsOf } from './http.js'
import { make, makeObject, makeProxy, type Recipe, recipes, shapes, traps } from './recipes.js'
import { must, nextTurn, target } from './target.js'
import { startWireServer } from './wireServer.js'

const oddNames = [
  ...['url', 'filePath', 'name', 'header', 'formData', 'timeout', 'enableProfile', 'dataType'],
  ...[
    'responseType',
    'data',
    'method',
    'redirect',
    'enableCache',
    'success',
    'whatever',
    '__proto__',
  ],
] as const

type OddName = (typeof oddNames)[number]

interface Input {
  readonly api: Api
  /** Options of any value, beside those that are right or in their place. */
  readonly odd: readonly (readonly [name: OddName, value: Recipe])[]
  readonly shape: (typeof shapes)[number]
  readonly trap: (typeof traps)[number]
  /** Of the task's methods. */
  readonly listener: Recipe
  /** The whole options are this. */
  readonly instead: Recipe | undefined
}

/** What an API reads, by the type that it wants (spec 1, 13, 14). */
const types: Readonly<Record<Api, Readonly<Record<string, string>>>> = {
  uploadFile: {
    ...{ url: 'string', filePath: 'string', name: 'string', header: 'object', formData: 'object' },
    ...{ timeout: 'number', enableProfile: 'boolean', dataType: 'string', responseType: 'string' },
    success: 'function',
  },
  request: {
    ...{ url: 'string', header: 'object', timeout: 'number', enableProfile: 'boolean' },
    ...{ dataType: 'string', responseType: 'string', method: 'string', redirect: 'string' },
    ...{ enableCache: 'boolean', success: 'function' },
  },
  downloadFile: {
    ...{ url: 'string', header: 'object', timeout: 'number', enableProfile: 'boolean' },
    ...{ filePath: 'string', success: 'function' },
  },
}
const required: Readonly<Record<Api, readonly string[]>> = {
  uploadFile: ['url', 'filePath', 'name'],
  request: ['url'],
  downloadFile: ['url'],
}

/** Whether a value makes the call wrong, whatever else it has. */
function isWrong(api: Api, name: string, value: unknown): boolean {
  const type = Object.hasOwn(types[api], name) ? types[api][name] : undefined
  if (type === undefined) return false
  if (value === '' || value === null || value === undefined) return required[api].includes(name)
  // Of another type, a URL that is none, a path where nothing is.
  if (typeof value !== type) return true
  if (name === 'url') return true
  if (name === 'filePath') return api === 'uploadFile'
  try {
    return Array.isArray(value)
  } catch {
    return true
  }
}

const fields = { a: 'b', n: 1 }
/** What is told of the caller's own errors: they are thrown by its callbacks, and there are none. */
const reported: unknown[] = []

export const optionsTarget = target<Input>({
  name: 'options',
  about:
    'options of every type and shape: a task, one end of the table, nothing sent that is wrong',
  short: 2_000,
  async open() {
    const server = await startWireServer()
    const { received } = server
    const origin = `http://${server.authority}`
    const host = createHost({
      proxy: false,
      trustedOrigins: [origin],
      onError: (error) => void reported.push(error),
    })
    host.on('warning', () => {})
    const filePath = await host.addFile({ name: 'a.txt', data: 'x' })

    const right: Readonly<Record<Api, Readonly<Record<string, unknown>>>> = {
      uploadFile: { url: origin, filePath, name: 'f', formData: fields },
      request: { url: origin, method: 'POST', data: { a: 'b' } },
      downloadFile: { url: origin, filePath: 'ttfile://user/download' },
    }

    /** What was sent is a whole request, and a whole form. */
    function mustBeForm(message: Message, isOdd: (name: string) => boolean) {
      const parts = partsOf(message.body, headerOf(message, 'content-type') ?? '')
      const file = parts.pop()
      must(file?.filename === 'a.txt' && file.data.toString() === 'x', 'the file is another')
      if (isOdd('formData')) return
      const got = parts.map(({ name, data }) => [name, data.toString()])
      must(
        JSON.stringify(got) === '[["a","b"],["n","1"]]',
        () => `the fields are ${JSON.stringify(got)}`,
      )
    }

    /** Tries the task, and throws where one of its methods does. */
    function useTask(task: unknown, listener: unknown) {
      must(typeof task === 'object' && task !== null, 'no task was returned')
      const methods = task as Record<string, (value?: unknown) => unknown>
      for (const [name, method] of Object.entries(methods)) {
        if (name === 'abort') continue
        must(method(listener) === undefined, () => `${name} returned something`)
      }
    }

    async function callWith(api: Api, options: unknown, listener: unknown) {
      useTask((host.tt[api] as (options: unknown) => unknown)(options), listener)
    }

    return {
      inputs: fc.record({
        api: fc.constantFrom('uploadFile' as Api, ...apis),
        odd: fc.uniqueArray(fc.tuple(fc.constantFrom(...oddNames), recipes), {
          maxLength: 3,
          selector: ([name]) => name,
        }),
        shape: fc.constantFrom(...shapes),
        trap: fc.oneof(
          { weight: 3, arbitrary: fc.constant('none' as const) },
          fc.constantFrom(...traps),
        ),
        listener: recipes,
        instead: fc.oneof(
          { weight: 12, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: recipes },
        ),
      }),
      async check({ api, odd, shape, trap, listener, instead }) {
        received.length = 0
        const heard = make(listener)
        if (instead !== undefined) {
          await callWith(api, make(instead), heard)
          await nextTurn()
          must(received.length === 0, 'it was sent without options')
          return `${api}, no options`
        }
        const callbacks = callbacksOf(api)
        const values = new Map<string, unknown>(Object.entries(right[api]))
        for (const [name, recipe] of odd) {
          const value = make(recipe)
          // Its own would tell of the success.
          values.set(name, name === 'success' && typeof value === 'function' ? undefined : value)
        }
        const oddSuccess = values.get('success')
        const isOdd = (name: string) => odd.some(([one]) => one === name)
        if (oddSuccess === undefined || oddSuccess === null || oddSuccess === '') {
          values.set('success', (result: End) => callbacks.success(result))
        }
        values.set('fail', callbacks.fail)
        values.set('complete', callbacks.complete)
        const options = makeProxy(makeObject([...values], shape), trap)
        await callWith(api, options, heard)
        must(callbacks.count() === 0, 'it ended before it returned')

        if (trap === 'revoked' || trap === 'get' || trap === 'all') {
          await nextTurn()
          must(callbacks.count() === 0, 'it has called what it can not read')
          must(received.length === 0, 'it was sent with options that can not be read')
          return `${api}, unreadable`
        }
        const { success, fail }: Ended = await callbacks.completed()
        await nextTurn()
        must(callbacks.count() === 2, () => `it told ${callbacks.told.join()}`)
        server.check()
        must(reported.length === 0, () => `reported: ${String(reported[0])}`)
        const wrong = [...values].find(([name, value]) => isWrongOdd(api, name, value, isOdd))
        if (wrong !== undefined) {
          must(fail !== undefined, () => `it succeeded with ${wrong[0]}`)
          must(received.length === 0, () => `it was sent with ${wrong[0]}`)
        }
        // Nothing that can fail it is odd.
        if (odd.length === 0 && trap === 'none') {
          must(success !== undefined, () => `it failed: ${fail?.errMsg}`)
        }
        must(
          received.length === (success === undefined ? 0 : 1) || timeIsOdd(isOdd),
          () => `${received.length} requests came, and ${fail?.errMsg ?? 'success'}`,
        )
        const [message] = received
        if (message !== undefined && api === 'uploadFile') mustBeForm(message, isOdd)
        return `${api}, ${success === undefined ? `${fail?.errorCode}` : 'success'}`
      },
      async close() {
        await host.close()
        await server.close()
      },
    }
  },
})

/** A time-out of a few milliseconds may come when the request is on its way. */
const timeIsOdd = (isOdd: (name: string) => boolean) => isOdd('timeout')

function isWrongOdd(api: Api, name: string, value: unknown, isOdd: (name: string) => boolean) {
  return isOdd(name) && isWrong(api, name, value)
}
