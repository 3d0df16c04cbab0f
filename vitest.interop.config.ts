import { defineConfig } from 'vitest/config'
import unit from './vitest.config.js'

export default defineConfig({
  resolve: unit.resolve,
  test: {
    include: ['test/interop/**/*.test.ts'],
    globalSetup: 'test/interop/setup.ts',
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
