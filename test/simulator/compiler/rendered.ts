/**
 * Renders compiled templates in a real browser, with Vue and the view's own help.
 */
import type { Browser, Page } from 'playwright-core'
import type { ProjectReader } from '../../../src/simulator/compiler/cache.js'
import type { Bundle } from '../../../src/simulator/protocol/bundle.js'
import { openBrowser } from '../../helpers/browser.js'
import { serveModules } from '../helpers/modules.js'

/** A project's files, from memory. */
export function filesOf(files: Readonly<Record<string, string>>): ProjectReader {
  return {
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    list: () => Object.keys(files),
  }
}

/** What was rendered. */
interface Rendered {
  readonly html: string
  readonly warnings: readonly string[]
  /** The attributes that each `probe` was given. */
  readonly props: readonly object[]
  /** `__tt` of each view. */
  readonly metas: readonly object[]
  /** Which of the first views, those at the root, the last ones are. */
  readonly kept: readonly number[]
}

/** A browser that renders. */
export interface Renderer {
  readonly page: Page
  /**
   * Renders a part of a bundle, with data; `more` data is set afterwards, one after the other.
   * `parts`: what own components are, by `<owner's id> <key>`; others show their key and children.
   */
  render(
    bundle: Bundle,
    path: string,
    data: object,
    more?: readonly object[],
    parts?: Readonly<Record<string, { path: string; id: number; data: object }>>,
  ): Promise<Rendered>
  close(): Promise<void>
}

/**
 * In the page. Built-in components are elements of their name, own ones show their key and path, and
 * render their own template with what `parts` says of their key.
 */
const harness = `(async () => {
  const Vue = await import('/@id/vue')
  const { createTemplateHelp } = await import('/src/simulator/view/templateHelp.ts')
  const { h, ref, shallowRef, createApp, defineComponent, nextTick } = Vue
  const tags = ['view', 'text', 'image', 'button', 'input', 'scroll-view', 'swiper', 'swiper-item']
  let props = []
  const probe = defineComponent({
    inheritAttrs: false,
    setup: (_, { attrs }) => () => {
      props.push(Object.fromEntries(Object.entries(attrs).filter(([name]) => !/^(s-|\\.)/.test(name))))
      return h('x-probe')
    },
  })
  const components = Object.fromEntries(tags.map((tag) => [tag, defineComponent({
    name: 'Built-in-' + tag,
    inheritAttrs: true,
    setup: (_, { slots }) => () => h('x-' + tag, slots.default?.()),
  })]))
  components.probe = probe
  window.renderPart = async (bundle, path, data, more, partData) => {
    const warnings = []
    props = []
    const shown = shallowRef(data)
    const all = new Map()
    const own = defineComponent({
      name: 'Own',
      props: ['owner', 'at', 'external'],
      setup(props, { slots }) {
        const found = partData?.[props.owner + ' ' + props.at]
        if (found === undefined) return () => h('x-own', { at: props.at }, slots.default?.())
        const { path, id, data } = found
        const render = renderOf(path)
        const context = { part: id, data, global: false, slots, external: props.external }
        return () => h('x-own', { at: props.at, ['h-' + bundle.parts[path].scope]: '' }, [render(context)])
      },
    })
    const help = createTemplateHelp({ components, own, modules: bundle.modules, templates: bundle.templates, warn: (text) => warnings.push(text) })
    const renderOf = (path) => {
      if (!all.has(path)) all.set(path, new Function('Vue', 'help', bundle.parts[path].code)(Vue, help))
      return all.get(path)
    }
    const render = renderOf(path)
    const context = { part: 1, get data() { return shown.value }, global: true, slots: {} }
    document.body.innerHTML = '<div id="app"></div>'
    window.shownApp?.unmount()
    const app = (window.shownApp = createApp({ render: () => render(context) }))
    app.config.warnHandler = (text) => warnings.push('Vue: ' + text)
    app.mount('#app')
    const root = document.querySelector('#app')
    const first = [...root.children]
    for (const next of more) { shown.value = next; await nextTick() }
    return {
      html: root.innerHTML,
      warnings,
      props,
      metas: [...root.querySelectorAll('x-view')].map((element) => element.__tt),
      kept: [...root.children].map((element) => first.indexOf(element)),
    }
  }
})()`

/** Starts one. */
export async function openRenderer(): Promise<Renderer> {
  const modules = await serveModules()
  let browser: Browser | undefined
  try {
    browser = await openBrowser()
    const page = await browser.newPage()
    await page.goto(modules.url)
    await page.evaluate(harness)
    const opened = browser
    return {
      page,
      render: (bundle, path, data, more = [], parts = {}) =>
        page.evaluate(
          `renderPart(${[bundle, path, data, more, parts].map((one) => JSON.stringify(one)).join(', ')})`,
        ),
      async close() {
        await opened.close()
        await modules.close()
      },
    }
  } catch (error) {
    await browser?.close()
    await modules.close()
    throw error
  }
}

/** Without the marks of styles and what Vue puts between. */
export function plain(html: string): string {
  return html.replace(/ [sh]-\w+=""/g, '').replace(/<!--.*?-->/g, '')
}
