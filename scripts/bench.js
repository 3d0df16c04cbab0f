// Times uploads over loopback to a server that throws them away. `npm run bench`
// `npm run bench -- records` tells what the profile and the records of exchanges cost.
//
// One figure says little on a machine that others share: compare within one run. Other clients are
// not measured here yet.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfNeeded, installIfNeeded } from './lib/install.js'

const self = fileURLToPath(import.meta.url)
const works = [
  { title: '256 MiB, one after another', bytes: 256 * 1024 * 1024, times: 4 },
  { title: '16 KiB, one after another', bytes: 16 * 1024, times: 2_000 },
]

if (process.argv[2] === 'sink') sink()
else if (process.argv[2] === 'records') await records()
else await main()

/** The server, in a process of its own, so that its work is not counted as the client's. */
function sink() {
  const server = createServer((request, response) => {
    let bytes = 0
    request.on('data', (chunk) => {
      bytes += chunk.length
    })
    request.on('end', () => response.end(String(bytes)))
  })
  server.listen(0, '127.0.0.1', () => process.send(server.address().port))
  process.on('disconnect', () => process.exit())
}

/** What the profile and the records cost: see bench/records.js. */
async function records() {
  await installIfNeeded()
  const { compareRecords } = await import('../bench/records.js')
  await compareRecords()
}

async function main() {
  await installIfNeeded()
  await buildIfNeeded()
  const { createHost } = await import('../dist/esm/index.js')
  const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-bench-'))
  const server = fork(self, ['sink'])
  const host = createHost({ checkDomains: false, proxy: false, maxTimeout: 600_000 })
  host.on('warning', () => {})
  try {
    const port = await new Promise((resolve) => server.once('message', resolve))
    const upload = (filePath) =>
      new Promise((success, fail) => {
        const url = `http://127.0.0.1:${port}/`
        host.tt.uploadFile({ url, filePath, name: 'file', timeout: 600_000, success, fail })
      })
    for (const { title, bytes, times } of works) {
      const file = join(folder, 'file.bin')
      writeFileSync(file, randomBytes(bytes))
      const filePath = await host.addFile(file)
      await upload(filePath)
      const begin = performance.now()
      for (let time = 0; time < times; time += 1) {
        const { data } = await upload(filePath)
        if (Number(data) < bytes) throw new Error(`only ${data} bytes came`)
      }
      const seconds = (performance.now() - begin) / 1000
      const rate = (bytes * times) / seconds / 1024 / 1024
      console.log(`${title}: ${(times / seconds).toFixed(1)} uploads/s, ${rate.toFixed(0)} MiB/s`)
    }
  } finally {
    await host.close()
    server.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}
