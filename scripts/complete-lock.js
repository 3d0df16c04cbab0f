// Puts the native packages of other systems into package-lock.json. `node scripts/complete-lock.js`, or
// with other folders that hold a lock: `… examples/vitest`.
//
// npm leaves an optional package out of the lock where its registry (a mirror, say) does not have
// it, and `npm ci` then refuses the lock everywhere. Such packages are exact versions named after
// their system, so an entry can be written without asking anybody; npm skips what is not for the
// system that it runs on. Run this after every npm install that changes the lock.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64']

/** What a native package's name says of the system that it is for; undefined where it says nothing. */
export function systemOf(name) {
  const words = name.split(/[-/]/)
  const os = systems.find((system) => words.includes(system))
  const cpu = processors.find((processor) => words.includes(processor))
  if (words.includes('wasm32')) return { cpu: ['wasm32'] }
  if (os === undefined || cpu === undefined) return undefined
  const musl = words.some((word) => word.startsWith('musl'))
  return { os: [os], cpu: [cpu], ...(os === 'linux' && { libc: [musl ? 'musl' : 'glibc'] }) }
}

/** Adds the missing entries to a lock; returns their places. */
export function completeLock(lock) {
  const { packages } = lock
  const added = []
  for (const [place, entry] of Object.entries(packages)) {
    const inside = place.lastIndexOf('node_modules/')
    if (inside < 0) continue
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const system = systemOf(name)
      if (system === undefined || !/^\d+\.\d+\.\d+$/.test(version)) continue
      if (resolve(packages, place, name)?.version === version) continue
      const beside = `${place.slice(0, inside)}node_modules/${name}`
      const free = packages[beside] === undefined
      const target = free ? beside : `${place}/node_modules/${name}`
      packages[target] = { version, ...(entry.dev && { dev: true }), optional: true, ...system }
      added.push(target)
    }
  }
  lock.packages = Object.fromEntries(
    Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  )
  return added
}

/** What `require` would find from a place: the nearest of its name. */
function resolve(packages, place, name) {
  for (
    let from = place;
    ;
    from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1))
  ) {
    const found = packages[from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`]
    if (found !== undefined || from === '') return found
  }
}

const self = fileURLToPath(import.meta.url)
if (process.argv[1] === self) {
  const folders = process.argv.length > 2 ? process.argv.slice(2) : ['.']
  for (const folder of folders) {
    const file = `${folder}/package-lock.json`
    const lock = JSON.parse(readFileSync(file, 'utf8'))
    const added = completeLock(lock)
    if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
    console.log(added.length > 0 ? `added:\n${added.join('\n')}` : `${file} is complete`)
  }
}
