// A slow link for real: two network namespaces of Linux, and a cable between them that lets so much
// through. On loopback alone nothing is slow: the system takes 4 MiB from the client before the
// server has read a byte.
import { spawnSync } from 'node:child_process'
import { ensure } from '../scripts/lib/apt.js'

/**
 * @typedef {object} Link
 * @property {string[]} here what to put before a command to run it at the near end
 * @property {string[]} there the same, at the far end
 * @property {string} address of the far end
 */

/** Why there can be no link here; undefined where there can. */
export function linkMissing() {
  if (process.platform !== 'linux') return 'only Linux has network namespaces'
  if (process.getuid?.() !== 0) return 'only root makes network namespaces'
  const wanted = ['ip', 'tc'].map((command) => ({ command, package: 'iproute2' }))
  return ensure(wanted).missing[0]?.reason
}

/**
 * Makes a link that lets so many kbit a second through, from here to there.
 * @param {number} kbps
 * @param {(cleanUp: () => void) => void} atEnd takes what removes it
 * @returns {Link}
 */
export function createLink(kbps, atEnd) {
  const [near, far] = ['near', 'far'].map((end) => `tt-anywhere-${process.pid}-bench-${end}`)
  atEnd(() => {
    for (const name of [near, far]) spawnSync('ip', ['netns', 'delete', name])
  })
  for (const name of [near, far]) run('ip', 'netns', 'add', name)
  const inside = (name, ...words) => run('ip', '-netns', name, ...words)
  inside(near, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', far)
  inside(near, 'address', 'add', '10.76.0.1/24', 'dev', 'cable')
  inside(far, 'address', 'add', '10.76.0.2/24', 'dev', 'cable')
  for (const name of [near, far]) {
    inside(name, 'link', 'set', 'lo', 'up')
    inside(name, 'link', 'set', 'cable', 'up')
  }
  // A queue of 50 ms, as a good modem has.
  const queue = ['rate', `${kbps}kbit`, 'burst', '3000', 'limit', String(Math.ceil(kbps * 6.25))]
  run('ip', 'netns', 'exec', near, 'tc', 'qdisc', 'add', 'dev', 'cable', 'root', 'tbf', ...queue)
  const by = (name) => ['ip', 'netns', 'exec', name]
  return { here: by(near), there: by(far), address: '10.76.0.2' }
}

function run(command, ...words) {
  const { status, stderr, error } = spawnSync(command, words, { encoding: 'utf8' })
  if (status !== 0) throw error ?? new Error(`${command} ${words.join(' ')}: ${stderr.trim()}`)
}
