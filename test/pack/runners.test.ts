import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { startEndpoint } from './endpoint.js'
import { type Ended, runNode } from './npm.js'
import { expectScenario, scenarioEnvironment } from './scenario.js'

const project = inject('toolsProject')
const jest = 'jest/bin/jest.js'

test('Vitest 4', async () => {
  const endpoint = await startEndpoint()
  const ended = await run('vitest/vitest.mjs', ['run', 'vitest/'], scenarioEnvironment(endpoint))
  expect(ended.stdout).toMatch(/Tests +1 passed/)
  expectScenario(endpoint)
})

// Jest's own loader neither requires ES modules nor imports anything without a flag.
test('Jest 30 in CommonJS', async () => {
  const endpoint = await startEndpoint()
  const ended = await run(jest, ['jest-commonjs/'], scenarioEnvironment(endpoint))
  expect(ended.stderr).toMatch(/Tests: +1 passed, 1 total/)
  expectScenario(endpoint)
})

test('Jest 30 with ES modules', async () => {
  const endpoint = await startEndpoint()
  const ended = await run(jest, ['jest-modules/'], {
    ...scenarioEnvironment(endpoint),
    NODE_OPTIONS: '--experimental-vm-modules',
  })
  expect(ended.stderr).toMatch(/Tests: +1 passed, 1 total/)
  expectScenario(endpoint)
})

async function run(script: string, args: string[], environment: object): Promise<Ended> {
  const ended = await runNode(join(project, 'node_modules', script), args, {
    cwd: project,
    env: { NO_COLOR: '1', ...environment },
  })
  expect(ended.status, `${ended.stdout}\n${ended.stderr}`).toBe(0)
  return ended
}
