/** Each target for a moment, with the same inputs each time. `npm run fuzz` has others, and more. */
import { expect, test } from 'vitest'
import { readCorpus } from './corpus.js'
import { repeatCommand, runTarget } from './run.js'
import { targets } from './targets.js'

const seed = 1

test.each(targets.map((target) => [target.name, target] as const))(
  'inputs by chance: %s',
  async (name, target) => {
    const { failure, inputs, outcomes, seconds } = await runTarget(target, {
      runs: target.short,
      seed,
    })
    if (failure !== undefined) {
      const { error, smallest } = failure
      throw new Error(`${error}\n\nwith ${smallest}\n\nrepeat: ${repeatCommand(name, failure)}`)
    }
    if (process.env.TT_ANYWHERE_LONG) console.log(name, inputs, seconds, outcomes)
    expect(inputs).toBeGreaterThan(target.short / 2)
    // Inputs that all come to the same prove little.
    expect(outcomes.size).toBeGreaterThan(3)
  },
)

test.each(targets.map((target) => [target.name, target] as const))(
  'corpus: %s',
  async (_, target) => {
    const { corpus, close } = await target.open()
    try {
      const kept = corpus === undefined ? [] : readCorpus(corpus.folder)
      for (const { outcome, bytes } of kept) {
        expect([outcome, await corpus?.replay(bytes)]).toEqual([outcome, outcome])
      }
    } finally {
      await close()
    }
  },
)
