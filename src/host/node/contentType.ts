interface Table {
  type(name: string): string
  extension(type: string): string
}

let table: Table | undefined

/** Those of what is uploaded most: for them no table is loaded. */
export const usualTypes: ReadonlyMap<string, string> = new Map([
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['heic', 'image/heic'],
  ['mp4', 'video/mp4'],
  ['mov', 'video/quicktime'],
  ['mp3', 'audio/mpeg'],
  ['pdf', 'application/pdf'],
  ['zip', 'application/zip'],
  ['json', 'application/json'],
  ['txt', 'text/plain'],
  ['bin', 'application/octet-stream'],
])

/** The content type of a name's extension. The table is loaded when it is first needed. */
export function contentType(fileName: string): string | Promise<string> {
  const usual = usualTypes.get(fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase())
  if (usual !== undefined && fileName.includes('.')) return usual
  return table === undefined ? load().then((loaded) => loaded.type(fileName)) : table.type(fileName)
}

/** The extension of a content type, with its dot; `""` where unknown. */
export function extension(type: string): string | Promise<string> {
  return table === undefined
    ? load().then((loaded) => loaded.extension(type))
    : table.extension(type)
}

async function load(): Promise<Table> {
  const { default: mime } = await import('mime')
  table = {
    type(name) {
      const dot = name.lastIndexOf('.')
      return (dot >= 0 && mime.getType(name.slice(dot + 1))) || 'application/octet-stream'
    },
    extension(type) {
      const found = mime.getExtension(type)
      return found === null ? '' : `.${found}`
    },
  }
  return table
}
