// The process of one client: makes its uploads and writes one line of JSON about them.
import { readFileSync, writeSync } from 'node:fs'
import { peakMemory } from '../processFigures.js'

/**
 * What it has to do.
 * @typedef {object} Job
 * @property {string} module the client's file in this folder, without its ending
 * @property {string} url
 * @property {string} [ca] the file of the authority to trust
 * @property {string} file
 * @property {number} size
 * @property {number} uploads
 * @property {number} atOnce
 * @property {number} warmUp uploads before those that are timed
 * @property {object} [network] what `host.network` is set to
 * @property {boolean} [watchBuffers]
 */

/** @type {Job} */
const job = JSON.parse(process.argv[2])
const { module, url, file, size, uploads, atOnce, warmUp, network, watchBuffers } = job
const { create } = await import(`./${module}.js`)
const ca = job.ca === undefined ? undefined : readFileSync(job.ca, 'utf8')
/** @type {import('./client.js').Client} */
const client = await create({ url, ca, atOnce, network })

async function upload() {
  const { status, text } = await client.upload(file)
  const answer = status === 200 ? JSON.parse(text) : {}
  // The sink's answer, or that of a receiver.
  if ((answer.size ?? answer.files?.[0]?.size) !== size) throw new Error(`${status} ${text}`)
}

/** So many uploads, at most `atOnce` of them at a time. */
async function run(count) {
  let left = count
  const line = async () => {
    while (left > 0) {
      left -= 1
      await upload()
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, line))
}

/** Looks how much memory buffers take, and gives the most that was seen. */
function watch() {
  const now = () => process.memoryUsage().arrayBuffers
  const before = now()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, now())
  }, 2)
  return () => {
    clearInterval(timer)
    return { buffers: most - before }
  }
}

await run(warmUp)
const buffers = watchBuffers ? watch() : undefined
const begin = performance.now()
await run(uploads)
const seconds = (performance.now() - begin) / 1000
await client.close()
const { userCPUTime, systemCPUTime } = process.resourceUsage()
const cpu = (userCPUTime + systemCPUTime) / 1e6
writeSync(
  1,
  `${JSON.stringify({ seconds, cpu, memory: peakMemory(), ...buffers?.(), ...client.told?.() })}\n`,
)
// What a client keeps open must not keep the next one waiting.
process.exit()
