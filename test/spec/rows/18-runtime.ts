/** The rows of the page runner: App, Page, Component, modules and the stack of pages; see rows.ts. */
import type { Row } from '../rows.js'

export const runtimeRows: readonly Row[] = [
  // Life cycles
  {
    id: '18.1',
    source: 'feishu, types',
    text: 'The first page that is opened launches the app: App.onLaunch and App.onShow get path, query, scene, referrerInfo and showFrom 10, then the page’s files run, onLoad gets the query, onShow follows.',
  },
  {
    id: '18.2',
    source: 'page',
    text: 'The parameters of a URL are given as they are written: nothing is decoded.',
  },
  {
    id: '18.3',
    source: 'feishu, choice',
    text: 'The view comes after the logic that stands behind onLoad and onShow: created, attached, pageLifetimes.show and ready of the components, ready the innermost first, then onReady of the page.',
  },
  {
    id: '18.4',
    source: 'feishu',
    text: 'Without a path the first page of app.json is opened.',
  },
  {
    id: '18.5',
    source: 'feishu',
    text: 'Opening a page from outside while the app runs closes all pages before: onUnload, then detached of the components, the innermost first.',
  },
  {
    id: '18.6',
    source: 'feishu, choice',
    text: 'Into the background: onHide of the page that is shown and hide of its components, then App.onHide. Back: App.onShow with showFrom 0, then onShow and show.',
  },
  // The stack
  {
    id: '18.7',
    source: 'feishu',
    text: 'navigateTo: onHide of the page before, then onLoad and onShow of the new one. navigateBack: onUnload, then onShow of the page below.',
  },
  {
    id: '18.8',
    source: 'feishu',
    text: 'redirectTo: onUnload of the page, then onLoad and onShow of the one in its place. Pages of packages of their own count as others.',
  },
  {
    id: '18.9',
    source: 'feishu',
    text: 'reLaunch: onUnload of all pages, those of the tab bar too, then onLoad and onShow of the new one.',
  },
  {
    id: '18.10',
    source: 'feishu, choice',
    text: 'navigateBack takes `delta` pages, down to the first; on the first it fails with `can not navigate back at the first page`.',
  },
  {
    id: '18.11',
    source: 'feishu, choice',
    text: 'Ten pages may be open; navigateTo then fails with `page limit exceeded: 10`.',
  },
  {
    id: '18.12',
    source: 'feishu, choice',
    text: 'A URL is seen from the page at hand; with `/` before it, or where app.json names it so, from the root.',
  },
  {
    id: '18.13',
    source: 'page',
    text: '`query` adds parameters to those of the URL; one that the URL has already is left out.',
  },
  {
    id: '18.14',
    source: 'page',
    text: 'A page that app.json does not name fails with errNo 21500 `url "…" is not in app.json`, and nothing happens.',
  },
  {
    id: '18.15',
    source: 'page',
    text: 'A url that is no string fails with errNo 20000 `params.url should be string, but got …`, an empty one with `url is invalid`.',
  },
  {
    id: '18.16',
    source: 'feishu',
    text: 'getCurrentPages gives the instances of the open pages, the first one first.',
  },
  {
    id: '18.17',
    source: 'choice',
    text: '`events` of navigateTo and the eventChannel that success gets are one end of a channel, getOpenerEventChannel of the new page is the other.',
  },
  {
    id: '18.18',
    source: 'feishu',
    text: 'switchTab keeps pages of the tab bar alive and closes all others, in the order of the platform’s table.',
  },
  {
    id: '18.19',
    source: 'feishu, choice',
    text: 'navigateTo and redirectTo fail for a page of the tab bar, switchTab for any other; reLaunch opens both.',
  },
  {
    id: '18.20',
    source: 'feishu, choice',
    text: 'switchTab takes no parameters along.',
  },
  // Modules
  {
    id: '18.21',
    source: 'feishu, choice',
    text: 'require takes relative paths and those from the root, with and without .js, folders with an index.js, and JSON; each module runs once, and a circle gets what was exported so far.',
  },
  {
    id: '18.22',
    source: 'choice',
    text: 'import and export are compiled as the platform’s tool does, with live bindings; lines stay where they are.',
  },
  {
    id: '18.23',
    source: 'page',
    text: 'Packages are found in miniprogram_npm and node_modules, from the nearest folder up to the root.',
  },
  {
    id: '18.24',
    source: 'choice',
    text: 'A module that is not there throws `module "…" is not found, required by …`.',
  },
  {
    id: '18.25',
    source: 'choice',
    text: 'Stack traces name the files and lines of the project.',
  },
  // The realm
  {
    id: '18.26',
    source: 'feishu, choice',
    text: 'Code has the language, timers, console, global and the platform’s own names: no document, window or fetch, nothing of Node, no WebAssembly.',
  },
  {
    id: '18.27',
    source: 'choice',
    text: 'Code made of strings (eval, new Function, the constructor of a function) throws an EvalError.',
  },
  {
    id: '18.28',
    source: 'choice',
    text: 'What tt gives is of the realm of the code, so that instanceof and plain-object checks hold.',
  },
  {
    id: '18.29',
    source: 'choice',
    text: 'Each app has a tt of its own, to which frameworks may add.',
  },
  {
    id: '18.30',
    source: 'choice',
    text: 'Timers have numbers for names, and stop when the app closes.',
  },
  {
    id: '18.31',
    source: 'types, choice',
    text: 'A promise that is rejected and that nobody cares for is told to App.onUnhandledRejection and to the host, and ends no process; those of others go their own way.',
  },
  // Errors
  {
    id: '18.32',
    source: 'feishu, choice',
    text: 'What a page throws while it loads goes to App.onError and rejects open; its stack names file and line; the life cycles go on.',
  },
  {
    id: '18.33',
    source: 'choice',
    text: 'What a page throws that the app itself opens rejects the call that led there; navigateTo fails only where its files do not run.',
  },
  {
    id: '18.34',
    source: 'feishu, types',
    text: 'A page opened from outside that app.json does not name is told to App.onPageNotFound with path, query and isEntryPage; where that leads to no page, open rejects.',
  },
  {
    id: '18.35',
    source: 'feishu, choice',
    text: 'What a handler throws goes to App.onError, what its promise is rejected with to App.onUnhandledRejection; both reject call.',
  },
  {
    id: '18.36',
    source: 'feishu, choice',
    text: 'What a timer or a callback throws goes to App.onError and to the host.',
  },
  {
    id: '18.37',
    source: 'choice',
    text: 'setData throws a TypeError for what is no object, for a path that is none and for data in circles, and sets nothing.',
  },
  {
    id: '18.38',
    source: 'choice',
    text: 'setData in its own callback, for ever, keeps nobody waiting.',
  },
  // Data
  {
    id: '18.39',
    source: 'feishu',
    text: 'setData changes this.data at once, by keys that may be paths, and calls its callback after the view has followed; the data are copies, as JSON.',
  },
  // Components
  {
    id: '18.40',
    source: 'feishu',
    text: 'Properties come from the attributes, names with hyphens as camel case, and have the default of their type where none is given.',
  },
  {
    id: '18.41',
    source: 'choice',
    text: 'A value becomes the type of its property (String, Number, Boolean, Object, Array, null for any, optionalTypes), or its default where it can’t.',
  },
  {
    id: '18.42',
    source: 'feishu',
    text: 'Properties follow the data of the page that are bound to them, and only when these change; they are copies.',
  },
  {
    id: '18.43',
    source: 'feishu, types, choice',
    text: 'observers are told once for each setting of one of their paths, then the observers of the properties that changed, with the new value and the old; for the first values before attached.',
  },
  {
    id: '18.44',
    source: 'feishu',
    text: 'Behaviors are merged: objects in data join, other fields, properties and methods of the component count, life cycles are all called, each behavior’s once; definitionFilter may change the definition.',
  },
  {
    id: '18.45',
    source: 'feishu',
    text: 'triggerEvent calls the method that the template binds by bindname or bind:name, with type, detail, target and currentTarget (id and dataset).',
  },
  {
    id: '18.46',
    source: 'feishu',
    text: 'It reaches the elements around only with bubbles; catch stops it.',
  },
  {
    id: '18.47',
    source: 'feishu, types',
    text: 'selectComponent and selectAllComponents find components of the own template by #id, .class and tag, as their result and through a callback.',
  },
  {
    id: '18.48',
    source: 'feishu',
    text: 'tt:if, tt:elif and tt:else make components and end them: a new one each time.',
  },
  {
    id: '18.49',
    source: 'feishu',
    text: 'tt:for makes one for each item; with tt:key it stays with its item.',
  },
  {
    id: '18.50',
    source: 'feishu',
    text: 'block, template, import, include and sjs modules count, and what is missing in an expression breaks nothing.',
  },
  {
    id: '18.51',
    source: 'types, choice',
    text: 'relations link components in one template where both name each other: linked, unlinked, getRelationNodes.',
  },
  {
    id: '18.52',
    source: 'choice',
    text: 'What can’t be told from a template gives a warning, and the rest goes on.',
  },
  {
    id: '18.53',
    source: 'feishu, page',
    text: 'A page made by Component() has its functions in methods, takes its parameters as properties, and has both kinds of life cycles.',
  },
  {
    id: '18.54',
    source: 'choice',
    text: 'A test taps, or triggers any event at, an element that the template shows: the methods bound there and around it are called, out of components too, until one catches it; it reads the text that an element shows.',
  },
  {
    id: '18.55',
    source: 'choice',
    text: 'A page and its components have __webviewId__, another one for each open page, and __nodeId__, 0 for the page: uni-app finds its way by them.',
  },
]
