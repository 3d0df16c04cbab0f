// A receiver on the npm package multiparty.
import multiparty from 'multiparty'
import { digest, serve } from './serve.js'

serve(
  (request) =>
    new Promise((resolve, reject) => {
      const fields = []
      const files = []
      const form = new multiparty.Form()
      form.on('field', (name, value) => fields.push([name, value]))
      form.on('part', (part) => {
        part.on('error', reject)
        const contentType = part.headers['content-type']
        const told = { field: part.name, filename: part.filename, contentType }
        files.push(digest(part).then((sum) => ({ ...told, ...sum })))
      })
      form.on('error', reject)
      form.on('close', () => {
        const received = form.bytesReceived
        Promise.all(files).then((whole) => resolve({ fields, files: whole, received }), reject)
      })
      form.parse(request)
    }),
)
