import { defineConfig } from 'vitest/config'
import unit from './vitest.config.js'

export default defineConfig({
  resolve: unit.resolve,
  test: {
    include: ['test/clients/*.test.ts'],
    // A library takes tt while it loads: each has a process of its own.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
