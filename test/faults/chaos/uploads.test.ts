/** The plans of a seed: the same each time, and of every kind. */
import { expect, test } from 'vitest'
import {
  connectionPlan,
  fileSizes,
  largest,
  numberOf,
  sharedNumberOf,
  uploadPlan,
} from './uploads.js'

const numbers = Array.from({ length: 4_000 }, (_, index) => index)

test('a seed draws the same plans again, whatever was drawn between', () => {
  const draw = (seed: number, order: readonly number[]) => {
    const plans = order.map((number) => [
      uploadPlan(seed, number),
      connectionPlan(seed, numberOf(number, 0)),
      connectionPlan(seed, sharedNumberOf(number % 8, number)),
    ])
    return new Map(order.map((number, index) => [number, plans[index]]))
  }
  const first = draw(5, numbers.slice(0, 300))
  draw(6, [1, 2, 3])
  const again = draw(5, numbers.slice(0, 300).reverse())
  for (const [number, plan] of first) expect(again.get(number)).toEqual(plan)
  expect(draw(6, [1, 2, 3])).not.toEqual(draw(5, [1, 2, 3]))
})

test('every fault, obstacle, reply and abort comes about, and most go without', () => {
  const kinds = new Set<string>()
  let plain = 0
  for (const number of numbers) {
    const { obstacle, reply, abort, timeout, pause, viaProxy } = uploadPlan(11, number)
    const { fault } = connectionPlan(11, numberOf(number, 0))
    kinds
      .add(obstacle)
      .add(reply)
      .add(abort?.when ?? 'no abort')
      .add(pause === undefined ? 'no pause' : `${pause.who} stops`)
      .add(viaProxy ? 'proxy' : 'straight')
      .add(fault.kind)
    kinds.add(connectionPlan(11, sharedNumberOf(0, number)).fault.kind)
    if (fault.kind === 'none' && abort === undefined && timeout === 60_000) plain += 1
  }
  expect([...kinds].sort()).toEqual(
    [
      ...[
        'none',
        'dnsFails',
        'dnsThrows',
        'dnsTwice',
        'dnsSlow',
        'dnsSilent',
        'refused',
        'missing',
      ],
      ...['usual', 'status', 'delay', 'hang', 'no abort', 'atOnce', 'headers', 'progress', 'later'],
      ...['no pause', 'proxy stops', 'receiver stops', 'proxy', 'straight'],
      ...['reset', 'stall', 'half', 'garbage', 'answer', 'interim', 'idle'],
    ].sort(),
  )
  expect(plain).toBeGreaterThan(numbers.length / 4)
})

test('a stalled connection belongs to an upload that runs out of time before the stall is over', () => {
  for (const number of numbers) {
    const { fault } = connectionPlan(3, numberOf(number, 0))
    const { shared, timeout } = uploadPlan(3, number)
    if (fault.kind === 'stall' && shared === undefined) {
      expect(timeout).toBeLessThan(fault.hold / 2)
    }
  }
})

test('files are of 0 bytes to 8 MiB, and most are small', () => {
  const sizes = [...fileSizes(9)].sort((one, other) => one - other)
  expect([sizes[0], sizes.at(-1)]).toEqual([0, largest])
  expect(sizes[sizes.length / 2]).toBeLessThan(16 * 1024)
})
