import { expect, test } from 'vitest'
import { readOptions, UsageError } from '../../bench/options.js'
import { inTurns } from '../../bench/rounds.js'
import { asMarkdown, asText, tableOf } from '../../bench/table.js'
import { outcome, ratioTarget, targetTable } from '../../bench/targets.js'

const load = {
  file: '',
  size: 2 * 1024 * 1024,
  content: 'pattern',
  uploads: 1,
  atOnce: 1,
  warmUp: 0,
  tls: false,
} as const

const sample = (seconds: number) => ({
  seconds,
  uploads: 1,
  start: 0,
  sinkBusy: 0,
  cpu: seconds / 2,
})
/** A machine that gets slower from round to round: only turns of the same one can be compared. */
const result = {
  title: 'A file',
  load,
  rows: {
    ours: { title: 'tt-anywhere', samples: [1, 2, 4].map(sample) },
    curl: { title: 'curl', samples: [2, 4, 8].map(sample) },
    axios: { title: 'axios', samples: [3, 6, 12].map(sample) },
    got: { title: 'got', samples: [], failed: 'it ended with 1' },
  },
}

test('a table has medians, the least and the most, and ratios of the same rounds', () => {
  const { lines } = tableOf(result, ['throughput', 'seconds'], 'curl')
  expect(lines).toEqual([
    ['', 'MiB/s', "of curl's", 'seconds'],
    ['tt-anywhere', '1 (1–2)', '2.00', '2.000 (1.000–4.000)'],
    ['curl', '1 (0–1)', '1.00', '4.000 (2.000–8.000)'],
    ['axios', '0 (0–1)', '0.67', '6.000 (3.000–12.000)'],
    ['got', 'failed: it ended with 1'],
  ])
})

test('what fails is told in its line, on the terminal and on the page', () => {
  const table = tableOf(result, ['seconds'])
  expect(asText(table)).toContain('\n  got          failed: it ended with 1')
  expect(asMarkdown(table)).toMatch(/\| got +\| failed: it ended with 1 +\|$/)
})

test.each([
  [{ metric: 'throughput', against: ['curl'], least: 2 }, 2, true],
  [{ metric: 'throughput', against: ['curl'], least: 2.1 }, 2, false],
  // The best of them, which is curl.
  [{ metric: 'throughput', against: ['axios', 'curl', 'got'], least: 3 }, 2, false],
  [{ metric: 'cpuPerGib', against: ['curl'], most: 0.5 }, 0.5, true],
  [{ metric: 'cpuPerGib', against: ['axios', 'curl'], most: 0.4 }, 0.5, false],
  [{ metric: 'throughput', against: ['got'], least: 1 }, undefined, undefined],
] as const)('the target %j: %s, %s', (target, value, met) => {
  expect(ratioTarget(result, { ...target, against: [...target.against] })).toMatchObject({
    value,
    met,
  })
})

test('a target names whom it is held against, measured or not', () => {
  const target = { metric: 'throughput', against: ['axios', 'superagent'], least: 4 } as const
  const { text } = ratioTarget(result, { ...target, against: [...target.against] })
  expect(text).toBe('A file: MiB/s at least 4 of the best of axios, superagent')
  const servers = { ...result, rows: { ...result.rows, busboy: result.rows.curl } }
  expect(ratioTarget(servers, { ...target, against: ['busboy'] }).text).toMatch(/of curl's$/)
})

test('targets are marked as met, missed or not measured', () => {
  const { lines } = targetTable([
    outcome('a', 59.9, { most: 60, unit: 'ms' }),
    outcome('b', 60.1, { most: 60, unit: 'ms' }),
    outcome('c', undefined, { least: 1 }),
  ])
  expect(lines.slice(1)).toEqual([
    ['✓', '59.90 ms', 'a'],
    ['✗', '60.10 ms', 'b'],
    ['–', 'not measured', 'c'],
  ])
})

test('turns alternate, the first round does not count, and who fails drops out', async () => {
  const order: string[] = []
  const failures: string[] = []
  const part = (name: string, failsAt: number) => ({
    name,
    title: name,
    async take(warmUp: boolean) {
      order.push(name + (warmUp ? '0' : ''))
      if (order.length === failsAt) throw new Error('gone')
      return sample(order.length)
    },
  })
  const bench = {
    short: false,
    progress: () => {},
    failed: (text: string) => failures.push(text),
  } as unknown as import('../../bench/bench.js').Bench
  const parts = [part('a', 0), part('b', 5), part('c', 0)]
  const { rows } = await inTurns(bench, { title: 'T', load, rounds: 2, parts })
  expect(order).toEqual(['a0', 'b0', 'c0', 'a', 'b', 'c', 'a', 'c'])
  expect(rows.a?.samples.map(({ seconds }) => seconds)).toEqual([4, 7])
  expect(rows.b).toMatchObject({ samples: [], failed: 'gone' })
  expect(failures).toEqual(['T: b: gone'])
})

test.each([
  [['lage'], 'no work is called lage'],
  [['--rounds', '0'], '--rounds takes a whole number'],
  [['--peers', 'curl,wget'], 'no peer is called wget'],
  [['--fast'], "Unknown option '--fast'"],
  [['--short', '--write-docs'], '--write-docs is not for the short form'],
])('%j is refused: %s', (words, reason) => {
  expect(() => readOptions(words)).toThrow(UsageError)
  expect(() => readOptions(words)).toThrow(reason)
})

test('works run in their own order, and this project is always among the clients', () => {
  const { works, peers, rounds } = readOptions([
    'start',
    'large',
    '--peers',
    'curl',
    '--rounds',
    '3',
  ])
  expect(works.map(({ name }) => name)).toEqual(['large', 'start'])
  expect([...peers]).toEqual(['ours', 'curl'])
  expect(rounds).toBe(3)
})
