/** Reads along on the way up: where heads and bodies of plain requests end. */

/** What is seen. */
export interface RequestEvents {
  head(path: string): void
  body(): void
}

/** Takes the bytes of a connection in their order. What is no HTTP with a length tells nothing. */
export function createRequestReader(events: RequestEvents): (bytes: Buffer) => void {
  let head = ''
  let left = 0
  let lost = false

  return (bytes) => {
    let rest = bytes
    while (rest.length > 0 && !lost) {
      if (left > 0) {
        const taken = Math.min(left, rest.length)
        left -= taken
        rest = rest.subarray(taken)
        if (left === 0) events.body()
        continue
      }
      const before = head.length
      head += rest.toString('latin1', 0, 64 * 1024)
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) {
        lost = head.length > 64 * 1024
        return
      }
      rest = rest.subarray(end + 4 - before)
      const [, path] = /^POST (\S+) HTTP\/1\.1\r\n/.exec(head) ?? []
      const [, length] = /\r\ncontent-length: (\d+)\r\n/i.exec(head) ?? []
      head = ''
      lost = path === undefined || length === undefined
      if (path === undefined || length === undefined) return
      left = Number(length)
      events.head(path)
      if (left === 0) events.body()
    }
  }
}
