// A receiver on the npm package busboy.
import busboy from 'busboy'
import { digest, serve } from './serve.js'

serve(
  (request) =>
    new Promise((resolve, reject) => {
      const fields = []
      const files = []
      let received = 0
      const form = busboy({
        headers: request.headers,
        // Its default is latin1, which garbles the UTF-8 names that browsers and this library send.
        defParamCharset: 'utf8',
      })
      form.on('field', (name, value) => fields.push([name, value]))
      form.on('file', (field, stream, { filename, mimeType }) => {
        const told = { field, filename, contentType: mimeType }
        files.push(digest(stream).then((sum) => ({ ...told, ...sum })))
      })
      form.on('error', reject)
      form.on('close', () => {
        Promise.all(files).then((whole) => resolve({ fields, files: whole, received }), reject)
      })
      request.on('data', (chunk) => {
        received += chunk.length
      })
      request.pipe(form)
    }),
)
