// A process of records.js: the server, or a client of one variant.
import { createServer } from 'node:http'

const [role, ...words] = process.argv.slice(2)
process.on('disconnect', () => process.exit())
if (role === 'sink') sink()
else await client(...words)

function sink() {
  const answer = JSON.stringify({ ok: true })
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end(answer)
    })
  })
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
}

async function client(library, variant, port) {
  const { createHost } = await import(library)
  const { listen, keep } = JSON.parse(variant)
  const url = `http://127.0.0.1:${port}/`
  const host = createHost({
    trustedOrigins: [url],
    proxy: false,
    config: false,
    maxConcurrentUploads: 64,
    ...(keep && { keepExchanges: keep }),
  })
  host.on('warning', () => {})
  let told = 0
  if (listen === 'count') host.on('exchange', ({ id }) => (told += Math.min(id, 1)))
  if (listen === 'hops') host.on('exchange', ({ hops }) => (told += hops.length))
  if (listen === 'all') host.on('exchange', (record) => (told += JSON.stringify(record).length))
  const filePath = await host.addFile({ name: 'photo.jpg', data: new Uint8Array(16 * 1024) })
  const options = {
    url,
    filePath,
    name: 'file',
    formData: { title: 'Tea', album: 'summer' },
    enableProfile: listen !== undefined,
  }
  const upload = () =>
    new Promise((success, fail) => host.tt.uploadFile({ ...options, success, fail }))

  async function run({ uploads, atOnce }) {
    let left = uploads
    const line = async () => {
      for (; left > 0; ) {
        left -= 1
        await upload()
      }
    }
    await Promise.all(Array.from({ length: atOnce }, line))
  }

  process.on('message', async (work) => {
    const before = told
    const cpu = process.cpuUsage()
    const begin = performance.now()
    await run(work)
    const seconds = (performance.now() - begin) / 1000
    const { user, system } = process.cpuUsage(cpu)
    if (listen !== undefined && told - before < work.uploads) throw new Error('records are missing')
    process.send({ rate: work.uploads / seconds, cpu: (user + system) / work.uploads })
  })
  process.send({ ready: true })
}
