// One turn of one client: a fresh process that makes its uploads.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { now, start } from './processes.js'
import { figuresOf } from './processFigures.js'

const program = (name) => fileURLToPath(new URL(`clients/${name}.js`, import.meta.url))

/**
 * What one turn is to do.
 * @typedef {object} Load
 * @property {string} file
 * @property {number} size
 * @property {'pattern' | 'zeros'} content
 * @property {number} uploads
 * @property {number} atOnce
 * @property {number} warmUp uploads of the same process before those that are timed
 * @property {boolean} tls
 * @property {object} [network] what `host.network` is set to
 * @property {boolean} [watchBuffers] whether to look at the memory of buffers meanwhile, which costs
 */

/**
 * One upload of one file; `other` is what differs from that.
 * @param {string} file
 * @param {number} size
 * @param {Partial<Load>} [other]
 * @returns {Load}
 */
export const oneUpload = (file, size, other) => ({
  file,
  size,
  content: 'pattern',
  uploads: 1,
  atOnce: 1,
  warmUp: 0,
  tls: false,
  ...other,
})

/**
 * What came of it. CPU is that of the whole process, the start and the warm-up included.
 * @typedef {object} Sample
 * @property {number} seconds
 * @property {number} [cpu] seconds
 * @property {number} [memory] bytes
 * @property {number} uploads the warm-up included
 * @property {number} sinkBusy CPU seconds of the sink per second that it had connections
 * @property {number} start seconds from the start of the process to the first byte at the sink
 */

/**
 * Runs it, and sees that all came whole.
 * @param {import('./sinks.js').Sink} sink
 * @param {import('./clients/index.js').Row} client
 * @param {Load} load
 * @param {boolean} verify whether the sink looks at all bytes
 * @param {string[]} [by] what to put before the command
 * @returns {Promise<Sample>}
 */
export async function takeTurn(sink, client, load, verify, by = []) {
  const { size, content } = load
  await sink.ask({ expect: { size, content, verify } })
  const begun = now()
  const sample =
    client.module === undefined && client.script === undefined
      ? await runCurl(sink, load)
      : await uploadOnce(sink, client, load, by)
  const { report } = await sink.ask({ report: true })
  const uploads = sample.uploads
  if (report.problem !== '') throw new Error(report.problem)
  if (report.uploads !== uploads) {
    throw new Error(`${report.uploads} of ${uploads} uploads came`)
  }
  // By the sink's clock, from the connection to the last answer.
  return {
    ...sample,
    seconds: sample.seconds ?? report.last - report.accepted,
    start: report.first - begun,
    sinkBusy: report.cpu / (report.last - report.accepted),
  }
}

/**
 * The process of a client, without a look at what came.
 * @param {{ url: string, ca?: string }} server
 * @param {import('./clients/index.js').Row} client
 * @param {Load} load
 * @param {string[]} [by]
 */
export async function uploadOnce({ url, ca }, { module, script }, load, by = []) {
  const { file, size, uploads, atOnce, warmUp, network, watchBuffers } = load
  const job = { module, url, ca, file, size, uploads, atOnce, warmUp, network, watchBuffers }
  const node = [...by, process.execPath]
  const { ended } = start([...node, program(script ?? 'run'), JSON.stringify(job)])
  return { uploads: uploads + warmUp, ...JSON.parse(await ended) }
}

/** curl, which is looked at while it waits for the answer to a last request. */
async function runCurl(sink, { file, uploads, atOnce }) {
  const common = ['silent', 'show-error', 'noproxy = "*"']
  if (sink.ca !== undefined) common.push(`cacert = ${quote(sink.ca)}`)
  const form = ['form-string = "title=Tea"', `form = ${quote(`file=@${quote(file)}`)}`]
  // At the same time, transfers of one group would share one form: curl then sends it once.
  const groups =
    atOnce > 1
      ? Array.from({ length: uploads }, () => [...form, `url = ${quote(sink.url)}`])
      : [[...form, `url = ${quote(uploads > 1 ? `${sink.url}?[1-${uploads}]` : sink.url)}`]]
  groups.push([`url = ${quote(new URL('/hold', sink.url).href)}`])
  const path = join(dirname(file), 'curl.txt')
  writeFileSync(path, groups.map((lines) => [...common, ...lines].join('\n')).join('\nnext\n'))
  const waits = sink.message()
  const parallel = ['--parallel', '--parallel-immediate', '--parallel-max', `${atOnce}`]
  const words = ['curl', '--disable', ...(atOnce > 1 ? parallel : []), '--config', path]
  const { child, ended } = start(words)
  await Promise.race([waits, ended])
  if (atOnce > 1) await allIn(sink, uploads)
  const figures = figuresOf(child.pid)
  sink.send({ release: true })
  await ended
  return { uploads, ...figures }
}

/** As curl reads a word of a config file, and of a form's path. */
const quote = (text) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** With --parallel the last request does not wait for the others. */
async function allIn(sink, uploads) {
  for (;;) {
    const { report } = await sink.ask({ report: true })
    if (report.uploads >= uploads || report.problem !== '') return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
