// A receiver by itself, so that its memory can be told: says its port, when 500 uploads have begun,
// and at the end of its input its peak in bytes.
import { readdirSync, readFileSync, watch } from 'node:fs'
import { createReceiver } from '../../src/receiver/index.js'

// Not `resourceUsage().maxRSS`: on Linux it begins with what the parent had.
let peak = 0
const sample = () => {
  peak = Math.max(peak, process.memoryUsage.rss())
}
setInterval(sample, 5).unref()

const receiver = await createReceiver({ folder: process.argv[2] as string })
let over = 0
receiver.on('upload', () => {
  over += 1
  sample()
})
let told = false
watch(receiver.folder, () => {
  if (told || readdirSync(receiver.folder).length < 500) return
  told = true
  process.stdout.write(`500 begun, ${over} over\n`)
}).unref()

process.stdin.on('end', async () => {
  await receiver.close()
  if (process.platform === 'linux') {
    const [, size] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    peak = Number(size) * 1024
  }
  process.stdout.write(`${peak}\n`)
})
process.stdin.resume()
process.stdout.write(`${receiver.port}\n`)
