// Builds the simulator: its pages, and the script of its logic.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { build } from 'vite'

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Builds dist/simulator; resolves to the modules that were built in. */
export async function buildSimulator() {
  const pages = await build({
    configFile: here('src/simulator/vite.config.ts'),
    logLevel: 'warn',
    build: { reportCompressedSize: false },
  })
  const { modules } = await buildLogic(here('dist/simulator/logic.js'))
  return [...[pages].flat().flatMap(({ output }) => output.flatMap(modulesOf)), ...modules]
}

/** Builds the logic's worker: one script, which the frame gets as a text. Written where a file is named. */
async function buildLogic(file) {
  const bundle = await rolldown({
    input: here('src/simulator/logic/worker.ts'),
    platform: 'browser',
    tsconfig: false,
    logLevel: 'warn',
  })
  try {
    const options = {
      format: 'iife',
      codeSplitting: false,
      intro: "'use strict'",
      minify: file !== undefined,
    }
    const { output } = await (file === undefined
      ? bundle.generate(options)
      : bundle.write({ ...options, file }))
    return { text: output[0].code, modules: output.flatMap(modulesOf) }
  } finally {
    await bundle.close()
  }
}

const modulesOf = ({ moduleIds = [] }) => moduleIds
