/**
 * Serves modules of the simulator's pages to a browser, as they are in the sources.
 */
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A server of the sources. */
export interface ModuleServer {
  /** An empty page of it. Evaluate a text there: `import('/src/simulator/view/x.ts')`, `import('/@id/vue')`. */
  readonly url: string
  close(): Promise<void>
}

/** Starts one on a free port. */
export async function serveModules(): Promise<ModuleServer> {
  const server = await createServer({
    configFile: fileURLToPath(new URL('../../../src/simulator/vite.config.ts', import.meta.url)),
    root,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    plugins: [
      {
        name: 'empty-page',
        configureServer({ middlewares }) {
          middlewares.use('/empty', (_request, response) => {
            response.setHeader('content-type', 'text/html; charset=utf-8')
            response.end('<!doctype html><title>test</title><div id="app"></div>')
          })
        },
      },
    ],
  })
  await server.listen()
  return {
    url: `${server.resolvedUrls?.local[0]}empty`,
    close: () => server.close(),
  }
}
