import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^tt-anywhere$/, replacement: source('index.ts') },
      { find: /^tt-anywhere\/receiver$/, replacement: source('receiver/index.ts') },
      { find: /^tt-anywhere\/testing$/, replacement: source('testing/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/cli/build.ts'],
    exclude: ['test/clients/**', 'test/interop/**', 'test/pack/**'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // As long as a busy machine may take; what comes ends the wait.
    expect: { poll: { timeout: 10_000 } },
  },
})
