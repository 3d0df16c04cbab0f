// Programs that a script needs and npm does not bring: found on the PATH, or installed where that
// is ours to do (Debian and its kin, as root: a container or CI). Nowhere else is anything touched.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Finds a program on the PATH.
 * @param {string} command its name, without a folder
 * @returns {string | undefined} its whole path
 */
export function which(command) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : ['']
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const path = join(folder, command + ending)
      try {
        accessSync(path, constants.X_OK)
        if (statSync(path).isFile()) return path
      } catch {
        // Not here: the next folder may have it.
      }
    }
  }
  return undefined
}

/** Whether this process may install Debian packages. */
function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && which('apt-get') !== undefined
}

/**
 * Makes sure that programs are there, by apt-get where it may, and tells which are.
 * What apt-get prints goes to stderr, so that a script's own output stays clean.
 * @param {{ command: string, package: string }[]} wanted
 * @returns {{ present: string[], missing: { command: string, package: string, reason: string }[] }}
 */
export function ensure(wanted) {
  const absent = () => wanted.filter(({ command }) => which(command) === undefined)
  let reason = `not on the PATH, and only root on Debian or its kin installs it by itself`
  if (absent().length > 0 && canInstall()) {
    const packages = absent().map((entry) => entry.package)
    console.error(`Installing ${packages.join(', ')} with apt-get`)
    // A failed update is no reason to stop: the lists at hand may do.
    aptGet(['update', '-qq'])
    const install = (names) => aptGet(['install', '-y', '-qq', '--no-install-recommends', ...names])
    let status = install(packages)
    // One package that there is not must not keep the others out.
    if (status !== 0) for (const name of packages) status = install([name])
    reason = `apt-get brought nothing of that name, it ended with ${status}`
  }
  const missing = absent().map((entry) => ({ ...entry, reason }))
  const present = wanted
    .map(({ command }) => command)
    .filter((command) => !missing.some((entry) => entry.command === command))
  return { present, missing }
}

function aptGet(options) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, signal, error } = spawnSync('apt-get', options, {
    env,
    stdio: ['ignore', process.stderr, process.stderr],
  })
  return status ?? signal ?? error?.message
}
