export { type InstalledGlobals, type InstallOptions, installGlobals } from './globals.js'
export { type OpenAppOptions, openApp, type TestApp } from './openApp.js'
export type { AnyData, ComponentHolder, TestComponent, TestPage, Touchable } from './page.js'
