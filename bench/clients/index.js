// Who is measured.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * A client.
 * @typedef {object} Row
 * @property {string} name as `--peers` has it
 * @property {string} title
 * @property {string} [module] its file in this folder, which run.js loads
 * @property {string} [script] the same, where it is a program of its own; curl has neither
 * @property {string} [package] whose version is told
 */

/** @type {Row[]} */
export const clients = [
  { name: 'ours', title: 'tt-anywhere', module: 'ours' },
  { name: 'curl', title: 'curl' },
  { name: 'undici', title: 'undici.request', module: 'undiciRequest', package: 'undici' },
  { name: 'fetch', title: 'undici fetch', module: 'undiciFetch', package: 'undici' },
  { name: 'axios', title: 'axios + form-data', module: 'axios', package: 'axios' },
  { name: 'got', title: 'got + form-data', module: 'got', package: 'got' },
  { name: 'superagent', title: 'superagent', module: 'superagent', package: 'superagent' },
  { name: 'needle', title: 'needle + form-data', module: 'needle', package: 'needle' },
  { name: 'bare', title: 'bare Node, one request', script: 'bare' },
  { name: 'socket', title: 'bare socket, body ready', module: 'socket' },
  { name: 'ready', title: 'node:http, body ready', module: 'nodeReady' },
]

/** The version that is installed, where it is a package's. */
export function versionOf(name) {
  const main = require.resolve(name)
  const folder = main.slice(0, main.lastIndexOf(`node_modules/${name}/`))
  const manifest = `${folder}node_modules/${name}/package.json`
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}
