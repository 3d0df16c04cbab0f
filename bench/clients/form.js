// A form written by hand, for the clients that bring none.
import { randomBytes } from 'node:crypto'

/**
 * What goes before the file and after it, and the headers.
 * @param {number} size of the file
 */
export function layForm(size) {
  const boundary = `----form${randomBytes(12).toString('hex')}`
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nTea\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="photo.bin"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n',
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  return {
    head,
    tail,
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + size + tail.length),
    },
  }
}
