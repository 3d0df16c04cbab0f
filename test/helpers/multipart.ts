/** A part of a multipart body, cut out of the bytes by hand: the test's own reading of RFC 7578. */
export interface Part {
  readonly head: string
  readonly name: string
  readonly filename: string | undefined
  readonly contentType: string | undefined
  readonly data: Buffer
}

/** Cuts a body into its parts. Throws where it is not exactly a multipart body of this boundary. */
export function parts(body: Buffer, contentType: string): Part[] {
  const boundary = /boundary=([^;]+)$/.exec(contentType)?.[1]
  if (boundary === undefined) throw new Error(`no boundary in ${contentType}`)
  const delimiter = `--${boundary}`
  const found: Part[] = []
  let at = 0
  expectAt(body, at, `${delimiter}\r\n`)
  at += delimiter.length + 2
  for (;;) {
    const headEnd = body.indexOf('\r\n\r\n', at)
    const head = body.subarray(at, headEnd).toString('utf8')
    const end = body.indexOf(`\r\n${delimiter}`, headEnd + 4)
    if (headEnd < 0 || end < 0) throw new Error('the body ends within a part')
    found.push({
      head,
      name: /; name="([^"]*)"/.exec(head)?.[1] ?? '',
      filename: /; filename="([^"]*)"/.exec(head)?.[1],
      contentType: /^content-type: (.*)$/im.exec(head)?.[1],
      data: body.subarray(headEnd + 4, end),
    })
    at = end + 2 + delimiter.length
    if (body.subarray(at).equals(Buffer.from('--\r\n'))) return found
    expectAt(body, at, '\r\n')
    at += 2
  }
}

function expectAt(body: Buffer, at: number, text: string) {
  const there = body.subarray(at, at + text.length).toString('latin1')
  if (there !== text)
    throw new Error(`expected ${JSON.stringify(text)} at ${at}, got ${JSON.stringify(there)}`)
}
