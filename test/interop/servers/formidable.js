// A receiver on the npm package formidable.
import { Writable } from 'node:stream'
import formidable from 'formidable'
import { serve } from './serve.js'

serve(
  (request) =>
    new Promise((resolve, reject) => {
      const fields = []
      const files = []
      const form = formidable({
        hashAlgorithm: 'sha256',
        // By default it refuses empty files.
        allowEmptyFiles: true,
        minFileSize: 0,
        // Nothing on disk: formidable itself counts and hashes what it writes.
        fileWriteStreamHandler: () => new Writable({ write: (_chunk, _encoding, done) => done() }),
      })
      form.on('field', (name, value) => fields.push([name, value]))
      form.on('file', (field, { originalFilename, mimetype, size, hash }) => {
        const contentType = mimetype
        files.push({ field, filename: originalFilename, contentType, size, sha256: hash })
      })
      form.on('error', reject)
      form.on('end', () => resolve({ fields, files, received: form.bytesReceived }))
      form.parse(request)
    }),
)
