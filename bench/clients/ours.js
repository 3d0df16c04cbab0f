// This project as it is built, with everything on: rules, progress, profile, cookies, records.
import { createHost } from '../../dist/esm/index.js'

const minutes = 60_000

/** @param {import('./client.js').ClientOptions} options */
export function create({ url, ca, atOnce, network }) {
  const host = createHost({
    trustedOrigins: [new URL(url).origin],
    config: false,
    appConfig: { cookie: { enableStore: true } },
    maxConcurrentUploads: atOnce,
    maxTimeout: 60 * minutes,
    ...(ca && { ca }),
  })
  if (network !== undefined) host.network = network
  const told = { progress: 0, longestGap: 0, exchanges: 0, profiles: 0 }
  host.on('exchange', () => {
    told.exchanges += 1
  })
  /** @type {Map<string, Promise<string>>} */
  const added = new Map()
  const add = (path) => {
    if (!added.has(path)) added.set(path, host.addFile(path))
    return added.get(path)
  }
  return {
    async upload(path) {
      const filePath = await add(path)
      return new Promise((resolve, fail) => {
        const task = host.tt.uploadFile({
          url,
          filePath,
          name: 'file',
          formData: { title: 'Tea' },
          timeout: 60 * minutes,
          success({ statusCode, data, profile }) {
            if (profile !== undefined) told.profiles += 1
            resolve({ status: statusCode, text: data })
          },
          fail,
        })
        let last = performance.now()
        task.onProgressUpdate(() => {
          const now = performance.now()
          told.longestGap = Math.max(told.longestGap, now - last)
          told.progress += 1
          last = now
        })
      })
    },
    close: () => host.close(),
    told: () => told,
  }
}
