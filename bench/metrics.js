// What is told of a turn.

/**
 * @typedef {object} Metric
 * @property {string} title
 * @property {(sample: import('./turn.js').Sample, load: import('./turn.js').Load) => number | undefined} of
 * @property {number} digits behind the point
 * @property {boolean} [more] whether more is better
 */

const mebi = 1024 * 1024

/** @satisfies {Record<string, Metric>} */
export const metrics = {
  seconds: { title: 'seconds', of: ({ seconds }) => seconds, digits: 3 },
  start: { title: 'ms to the first byte', of: ({ start }) => start * 1000, digits: 1 },
  throughput: {
    title: 'MiB/s',
    of: ({ seconds }, { size, uploads }) => (size * uploads) / mebi / seconds,
    digits: 0,
    more: true,
  },
  rate: {
    title: 'uploads/s',
    of: ({ seconds }, { uploads }) => uploads / seconds,
    digits: 0,
    more: true,
  },
  cpu: { title: 'CPU ms', of: ({ cpu }) => cpu && cpu * 1000, digits: 0 },
  cpuPerGib: {
    title: 'CPU s/GiB',
    of: ({ cpu, uploads }, { size }) => cpu && (cpu * 1024 * mebi) / size / uploads,
    digits: 3,
  },
  cpuPerUpload: {
    title: 'CPU µs/upload',
    of: ({ cpu, uploads }) => cpu && (cpu * 1e6) / uploads,
    digits: 0,
  },
  sinkBusy: { title: 'sink busy %', of: ({ sinkBusy }) => sinkBusy * 100, digits: 0 },
  buffers: { title: 'buffers MiB', of: ({ buffers }) => buffers && buffers / mebi, digits: 1 },
  progressRate: {
    title: 'progress events/s',
    of: ({ progress, seconds }) => progress / seconds,
    digits: 1,
    more: true,
  },
  longestGap: { title: 'longest pause ms', of: ({ longestGap }) => longestGap, digits: 0 },
  memory: { title: 'peak MB', of: ({ memory }) => memory && memory / 1e6, digits: 1 },
}
