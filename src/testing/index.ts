export { type OpenAppOptions, openApp, type TestApp } from './openApp.js'
export type { AnyData, ComponentHolder, TestComponent, TestPage } from './page.js'
