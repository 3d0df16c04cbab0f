// The process of one receiver.
import { peakMemory } from '../processFigures.js'

const [module, folder] = process.argv.slice(2)
const { listen } = await import(`./${module}.js`)
/** @type {{ size: number, sha256?: string }[]} */
const files = []
const url = await listen(folder, (file) => files.push(file))

process.on('disconnect', () => process.exit())
process.on('message', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  process.send({ files, cpu: (userCPUTime + systemCPUTime) / 1e6, memory: peakMemory() })
})
process.send({ url })
