import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

const resolve = {
  alias: [
    { find: /^tt-anywhere$/, replacement: source('index.ts') },
    { find: /^tt-anywhere\/receiver$/, replacement: source('receiver/index.ts') },
    { find: /^tt-anywhere\/testing$/, replacement: source('testing/index.ts') },
  ],
}

/** They hold times against each other: they run one by one, when the others are through. */
const timed = [
  'test/profile/{capture,network,phases}.test.ts',
  'test/spec/{6-time,8-pace,9-profile}.test.ts',
]

const common = {
  pool: 'forks',
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Nothing may fail by chance; in CI one that did gets a second try, and `npm test` names it.
  retry: process.env.CI ? 1 : 0,
  // As long as a busy machine may take (what comes ends the wait), and less than a test may.
  expect: { poll: { timeout: 10_000 } },
} as const

export default defineConfig({
  resolve,
  test: {
    globalSetup: ['test/cli/build.ts'],
    projects: [
      {
        resolve,
        test: {
          ...common,
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: ['test/clients/**', 'test/interop/**', 'test/pack/**', ...timed],
          // One more than there are cores: many tests wait.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve,
        test: {
          ...common,
          name: 'timed',
          include: timed,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
