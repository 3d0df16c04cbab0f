import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/pack/**/*.test.ts'],
    exclude: ['test/pack/fixtures/**'],
    globalSetup: ['test/pack/setup.ts'],
    pool: 'forks',
    testTimeout: 120_000,
    // Of the build, the pack and two installs.
    hookTimeout: 600_000,
  },
})
