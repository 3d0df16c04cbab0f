// A bare Node script that makes one request: what Node itself takes, before any client is loaded.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'

const { url, file } = JSON.parse(process.argv[2])
const head =
  '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nTea\r\n' +
  '--b\r\nContent-Disposition: form-data; name="file"; filename="photo.bin"\r\n\r\n'
const body = Buffer.concat([Buffer.from(head), readFileSync(file), Buffer.from('\r\n--b--\r\n')])
const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': body.length }
const outgoing = request(url, { method: 'POST', headers }, (response) => {
  response.resume()
  response.on('end', async () => {
    // Loaded once the work is done, so that it does not count.
    const { peakMemory } = await import('../processFigures.js')
    const { userCPUTime, systemCPUTime } = process.resourceUsage()
    const cpu = (userCPUTime + systemCPUTime) / 1e6
    console.log(JSON.stringify({ seconds: 0, cpu, memory: peakMemory() }))
    process.exit()
  })
})
outgoing.end(body)
