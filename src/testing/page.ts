/**
 * A page and its components, as a test holds them.
 */
import { makeEvent } from '../runtime/events.js'
import type { AppFunction, AppObject, Realm } from '../runtime/platform.js'
import type { OpenPage } from '../runtime/router.js'
import type { Runtime } from '../runtime/runtime.js'
import type { Element, View } from '../runtime/view.js'
import { toTest, toTestError } from './values.js'

/** The data of a page where the test does not say more of it. */
export type AnyData = Record<string, unknown>

/** Something that holds components: a page, or one of them. */
export interface ComponentHolder {
  /**
   * The first component in its template that fits `#id`, `.class`, a tag or these joined; undefined
   * where there is none.
   */
  component<Data extends object = AnyData>(selector: string): TestComponent<Data> | undefined
  /** All of them, in the order of the template. */
  components<Data extends object = AnyData>(selector: string): TestComponent<Data>[]
}

/** What a person can do: with what a template shows. */
export interface Touchable {
  /**
   * The text within the first element that fits, without the spaces around it; that of components
   * within is theirs. undefined where there is no such element.
   *
   * @example expect(page.text('#message')).toBe('Uploaded')
   */
  text(selector: string): string | undefined
  /**
   * Taps the first element in its template that fits `#id`, `.class` or a tag, component or not:
   * calls what is bound there and around it. Settles when these have settled and the components
   * followed; rejects with what they throw, and where no such element is or nothing is bound.
   *
   * @example await page.tap('#upload')
   */
  tap(selector: string): Promise<void>
  /**
   * As {@link Touchable.tap}, for any event; `fields` are those of its event object.
   *
   * @example await page.trigger('input', 'input', { detail: { value: 'Hello' } })
   */
  trigger(selector: string, type: string, fields?: object): Promise<void>
}

/** A component that is alive. */
export interface TestComponent<Data extends object = AnyData> extends ComponentHolder, Touchable {
  /** Its file's path, without the extension. */
  readonly path: string
  readonly id: string
  readonly dataset: AnyData
  /** A copy of its data, properties included. */
  readonly data: Data
  /** A copy of its properties alone. */
  readonly properties: AnyData
  /** What `this` is in its code. */
  readonly instance: AnyData
  /** As {@link TestPage.call}. */
  call(method: string, event?: unknown): Promise<unknown>
}

/** A page that was opened. */
export interface TestPage<Data extends object = AnyData> extends ComponentHolder, Touchable {
  /** Its path, without parameters. */
  readonly route: string
  /** Its parameters, as they are written in the URL. */
  readonly options: Record<string, string>
  /** A copy of its data. */
  readonly data: Data
  /** What `this` is in its code. */
  readonly instance: AnyData
  /** Whether it was closed: by redirectTo, navigateBack and so on. */
  readonly closed: boolean
  /**
   * Calls one of its methods as a tap would: with a tap event, whose fields `event` may set. Settles
   * with what the method returns, after the components followed its data; rejects with what it throws.
   *
   * @example await page.call('chooseImage')
   * @example await page.call('onInput', { detail: { value: 'Hello' } })
   */
  call(method: string, event?: unknown): Promise<unknown>
  /**
   * Settles with the page's data as soon as `until` is content with it. Rejects after `timeout`
   * milliseconds, 5000 by default, or when the page closes.
   *
   * @example const { localImagePath } = await page.wait((data) => data.localImagePath)
   */
  wait(until: (data: Data) => unknown, options?: { timeout?: number }): Promise<Data>
}

const defaultTimeout = 5000
// Also where a test has put false timers in their place.
const { setTimeout, clearTimeout } = globalThis

/** Makes the page that a test holds. @internal */
export function createTestPage(page: OpenPage, runtime: Runtime, realm: Realm): TestPage {
  const { part } = page.view
  const data = () => toTest(part.data) as AnyData

  function wait(until: (data: AnyData) => unknown, options: { timeout?: number } = {}) {
    const { timeout = defaultTimeout } = options
    return new Promise<AnyData>((resolve, reject) => {
      let problem: unknown
      const timer = setTimeout(() => {
        const why = problem === undefined ? '' : ` (the condition threw: ${messageOf(problem)})`
        const shown = JSON.stringify(data())?.slice(0, 500)
        end(() => reject(new Error(`${page.route} waited ${timeout} ms in vain${why}: ${shown}`)))
      }, timeout)
      function end(settle: () => void): void {
        clearTimeout(timer)
        part.watchers.delete(look)
        settle()
      }
      function look(): void {
        if (part.ended) {
          end(() => reject(new Error(`${page.route} was closed while the test waited`)))
          return
        }
        const now = data()
        try {
          if (until(now)) end(() => resolve(now))
        } catch (error) {
          // What it looks for may not be there yet.
          problem = error
        }
      }
      part.watchers.add(look)
      look()
    })
  }

  return {
    route: page.route,
    get options() {
      return toTest(page.query) as Record<string, string>
    },
    get data() {
      return data()
    },
    instance: part.instance,
    get closed() {
      return page.closed
    },
    wait: wait as TestPage['wait'],
    ...createHolder(page.view, runtime, realm),
  }
}

function createHolder(view: View, runtime: Runtime, realm: Realm) {
  const { part } = view

  async function call(method: string, event?: unknown): Promise<unknown> {
    const run = part.instance[method]
    if (typeof run !== 'function') {
      throw new TypeError(`${part.path} has no method ${JSON.stringify(method)}`)
    }
    const given = runtime.toApp(event)
    const plain = event === undefined || (typeof event === 'object' && event !== null)
    const argument = plain ? Object.assign(makeTap(), given) : given
    try {
      return toTest(await runtime.act(() => (run as AppFunction).call(part.instance, argument)))
    } catch (thrown) {
      throw toTestError(thrown)
    }
  }

  async function trigger(selector: string, type: string, fields: object = {}): Promise<void> {
    const [element] = view.find(selector)
    if (element === undefined) throw new TypeError(`${part.path} shows no ${selector}`)
    const given = Object.assign(tapFields(), runtime.toApp(fields))
    const results: unknown[] = []
    try {
      await runtime.act(() => {
        view.emit(element, {
          name: type,
          fields: given,
          bubbles: true,
          call: (run, self, values) =>
            results.push(Reflect.apply(run as AppFunction, self, values)),
        })
        return Promise.all(results)
      })
    } catch (thrown) {
      throw toTestError(thrown)
    }
    if (results.length === 0) {
      throw new TypeError(`${part.path} binds nothing to ${type} of ${selector}`)
    }
  }

  function makeTap(): AppObject {
    const target = { id: '', dataset: new realm.global.Object() }
    const { detail, ...touches } = tapFields()
    const fields = { target, currentTarget: target, detail, timeStamp: Date.now() }
    return Object.assign(makeEvent(realm, 'tap', fields), touches)
  }

  /** What a tap's event tells beside where and when. */
  function tapFields() {
    const { global } = realm
    const detail = Object.assign(new global.Object(), { x: 0, y: 0 })
    return { detail, touches: new global.Array(), changedTouches: new global.Array() }
  }

  function components(selector: string): TestComponent[] {
    return view.select(selector).map((element) => createComponent(element, runtime, realm))
  }

  return {
    call,
    tap: (selector: string) => trigger(selector, 'tap'),
    trigger,
    text: (selector: string) => view.text(selector)?.trim(),
    component: (selector: string) => components(selector)[0],
    components,
  } as ComponentHolder & Touchable & Pick<TestPage, 'call'>
}

function createComponent(element: Element, runtime: Runtime, realm: Realm): TestComponent {
  const inside = element.inside as View
  const { part } = inside
  return {
    path: part.path,
    get id() {
      return element.traits.id
    },
    get dataset() {
      return toTest(element.traits.dataset) as AnyData
    },
    get data() {
      return toTest(part.data) as AnyData
    },
    get properties() {
      const names = [...part.definition.properties.keys()]
      return toTest(Object.fromEntries(names.map((name) => [name, part.data[name]]))) as AnyData
    },
    instance: part.instance,
    ...createHolder(inside, runtime, realm),
  }
}

function messageOf(error: unknown): string {
  return String((error as Error | undefined)?.message ?? error)
}
