// What the receivers on Node's form parsers share: the server round them.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

/** Hashes a part's stream as it comes. */
export async function digest(stream) {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of stream) {
    hash.update(chunk)
    size += chunk.length
  }
  return { size, sha256: hash.digest('hex') }
}

/** `parse` reads a request's form and gives `{ fields, files, received }`: what it holds, and the bytes it took. */
export function serve(parse) {
  const server = createServer(async (request, response) => {
    let status = 200
    let result
    try {
      const form = await parse(request)
      const contentLength = Number(request.headers['content-length'])
      result = { ...form, contentLength, headers: request.headers }
    } catch (error) {
      status = 400
      result = { error: String(error) }
    }
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(result))
  })
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`))
  // Its starter holds standard input open; when the starter dies, this server goes too.
  process.stdin.resume().on('end', () => process.exit())
}
