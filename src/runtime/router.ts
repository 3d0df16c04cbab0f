/**
 * The stack of pages, and how one gets from page to page (spec 18).
 */
import type { Move, OpenPages, ShownPage } from './mirror.js'
import { directoryOf, joinPath } from './paths.js'
import type { AppObject } from './platform.js'
import type { AppManifest } from './project.js'
import type { Services } from './services.js'
import { type Blueprint, createView, type View } from './view.js'

/** A page that is open. */
export interface OpenPage {
  /** Unique in one run. */
  readonly id: number
  /** Its path, without parameters. */
  readonly route: string
  /** Its parameters, as they are written in the URL. */
  readonly query: AppObject
  readonly view: View
  /** Settles when it was laid out for the first time. */
  readonly ready: Promise<void>
  readonly closed: boolean
}

/** Where one wants to go. */
export interface Target {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}

/** The pages of one mini-program. */
export interface Router {
  /** From the first page on; the last is the one that is shown. */
  readonly stack: readonly OpenPage[]
  /** The page's path as a URL of the page at hand names it. */
  resolve(path: string): string
  navigateTo(target: Target, channel?: AppObject): OpenPage
  redirectTo(target: Target): OpenPage
  reLaunch(target: Target): OpenPage
  switchTab(path: string): OpenPage
  navigateBack(delta: number): void
  /** The app goes to the background, or comes back. */
  setVisible(visible: boolean): void
  /** The app ends: no life cycle is called, as on the phone. */
  end(): void
}

/** How many pages may be open [feishu]. */
const mostPages = 10

/** Why one can't go somewhere. */
export class NavigationError extends Error {
  override readonly name = 'NavigationError'
  /** The platform's number, where it has one. */
  readonly errNo: number | undefined
  constructor(message: string, errNo?: number) {
    super(message)
    this.errNo = errNo
  }
}

/** Makes the stack of one mini-program. */
export function createRouter(
  manifest: AppManifest,
  findPage: (path: string) => Blueprint,
  services: Services,
): Router {
  const { make, call, expose, mirror } = services
  let stack: OpenPage[] = []
  /** Pages of the tab bar stay alive below others. */
  const tabs = new Map<string, OpenPage>()
  let shown: OpenPage | undefined
  let visible = true
  let opened = 0

  const isTab = (path: string) => manifest.tabs.has(path)

  const toShown = ({ id, view, route, query }: OpenPage): ShownPage => ({
    page: id,
    part: view.part.id,
    route,
    query: { ...query },
  })

  function readOpen(): OpenPages {
    const beside = [...tabs.values()].filter((page) => !stack.includes(page))
    return { pages: stack.map(toShown), tabs: beside.map(toShown) }
  }

  function moved(move: Move): void {
    mirror.moved(move, readOpen)
  }

  function check(path: string): void {
    if (manifest.pages.includes(path)) return
    throw new NavigationError(`url ${JSON.stringify(path)} is not in app.json`, 21500)
  }

  function hook(page: OpenPage, name: string, ...values: unknown[]): void {
    call(page.view.part.instance[name], page.view.part.instance, values)
  }

  function hide(): void {
    const page = shown
    shown = undefined
    if (page === undefined) return
    hook(page, 'onHide')
    page.view.part.live('hide')
    page.view.tell('hide')
  }

  function show(page: OpenPage): void {
    if (shown === page || !visible) return
    shown = page
    hook(page, 'onShow')
    page.view.part.live('show')
    page.view.tell('show')
  }

  function close(page: OpenPage): void {
    if (shown === page) shown = undefined
    if (tabs.get(page.route) === page) tabs.delete(page.route)
    if (page.closed) return
    hook(page, 'onUnload')
    page.view.detach()
    Object.assign(page, { closed: true })
  }

  /** The blueprint is found, and its files are run, before anything is closed. */
  function open(
    move: Move,
    blueprint: Blueprint,
    query: Target['query'],
    channel?: AppObject,
  ): OpenPage {
    opened += 1
    const id = opened
    const tree = { id, size: 0 }
    const outer = { element: () => undefined, owner: undefined, tree }
    const view = createView(blueprint, services, outer)
    const { instance, definition } = view.part
    const options = Object.assign(new make.Object() as AppObject, query)
    Object.assign(instance, { route: blueprint.path, __route__: blueprint.path, options })
    Object.defineProperty(instance, 'getOpenerEventChannel', {
      value: expose(() => channel ?? new make.Object()),
      configurable: true,
      writable: true,
    })
    let laidOut = () => {}
    const ready = new Promise<void>((resolve) => {
      laidOut = resolve
    })
    const route = blueprint.path
    const page: OpenPage = { id, route, query: options, view, ready, closed: false }
    const release = mirror.hold()
    stack.push(page)
    moved(move)
    if (isTab(page.route)) tabs.set(page.route, page)
    view.part.live('created')
    view.attach(definition.isPage ? {} : options)
    hook(page, 'onLoad', options)
    if (stack.at(-1) === page) show(page)
    // The view is made beside the logic: what stands behind the call runs first.
    services.later(() => {
      try {
        draw(page)
      } finally {
        release()
        mirror.whenShown(() => {
          if (!page.closed) {
            view.ready()
            hook(page, 'onReady')
          }
          laidOut()
        })
      }
    })
    return page
  }

  function draw(page: OpenPage): void {
    if (page.closed) return
    page.view.render()
    if (shown === page) page.view.tell('show')
  }

  return {
    get stack() {
      return stack
    },
    resolve(path) {
      const plain = joinPath('', path)
      if (path.startsWith('/') || !path.startsWith('.')) {
        if (path.startsWith('/') || manifest.pages.includes(plain)) return plain
      }
      return joinPath(directoryOf(stack.at(-1)?.route ?? ''), path)
    },
    navigateTo({ path, query }, channel) {
      check(path)
      if (isTab(path)) throw new NavigationError('can not navigate to a tabBar page')
      if (stack.length >= mostPages) {
        throw new NavigationError(`page limit exceeded: ${mostPages}`)
      }
      const blueprint = findPage(path)
      hide()
      return open('navigateTo', blueprint, query, channel)
    },
    redirectTo({ path, query }) {
      check(path)
      if (isTab(path)) throw new NavigationError('can not redirect to a tabBar page')
      const blueprint = findPage(path)
      const gone = stack.pop()
      if (gone !== undefined) close(gone)
      return open('redirectTo', blueprint, query)
    },
    reLaunch({ path, query }) {
      check(path)
      const blueprint = findPage(path)
      closeAll()
      return open('reLaunch', blueprint, query)
    },
    switchTab(path) {
      check(path)
      if (!isTab(path)) throw new NavigationError('can not switch to a page that is no tabBar page')
      const known = tabs.get(path)
      const blueprint = known === undefined ? findPage(path) : undefined
      if (stack.length === 1 && stack[0] === known && known !== undefined) return known
      for (const page of stack.splice(0).reverse()) {
        if (tabs.get(page.route) === page) {
          if (page !== known && shown === page) hide()
        } else close(page)
      }
      if (blueprint !== undefined) return open('switchTab', blueprint, {})
      stack = [known as OpenPage]
      moved('switchTab')
      show(known as OpenPage)
      return known as OpenPage
    },
    navigateBack(delta) {
      if (stack.length < 2) throw new NavigationError('can not navigate back at the first page')
      const kept = Math.max(1, stack.length - Math.max(1, Math.floor(delta)))
      for (const page of stack.splice(kept).reverse()) close(page)
      moved('navigateBack')
      show(stack.at(-1) as OpenPage)
    },
    setVisible(now) {
      if (visible === now) return
      visible = now
      const top = stack.at(-1)
      if (now && top !== undefined) show(top)
      else if (!now) hide()
    },
    end() {
      for (const page of [...stack, ...tabs.values()]) page.view.part.end()
    },
  }

  function closeAll(): void {
    for (const page of [...stack.splice(0).reverse(), ...tabs.values()]) close(page)
  }
}
