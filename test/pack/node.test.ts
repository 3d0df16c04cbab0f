import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { startEndpoint } from './endpoint.js'
import { mustRun, npm } from './npm.js'
import { expectScenario, scenarioEnvironment } from './scenario.js'

const plainProject = inject('plainProject')

test.each(['import.mjs', 'require.cjs'])(
  'Node: %s uploads from an empty project',
  async (script) => {
    const endpoint = await startEndpoint()
    const printed = await mustRun(join(plainProject, script), [], {
      env: scenarioEnvironment(endpoint),
    })
    expect(printed).toBe('all uploaded\n')
    expectScenario(endpoint)
  },
)

test('npm finds the tree of the empty project whole', async () => {
  const tree: unknown = JSON.parse(await npm(plainProject, ['ls', '--all', '--json']))
  expect(tree).not.toHaveProperty('problems')
})
