interface Table {
  type(name: string): string
  extension(type: string): string
}

let table: Table | undefined

/** The content type of a name's extension. The table is loaded when it is first needed. */
export function contentType(fileName: string): string | Promise<string> {
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
