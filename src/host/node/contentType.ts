let find: ((name: string) => string) | undefined

/** The content type of a name's extension. The table is loaded when it is first needed. */
export function contentType(fileName: string): string | Promise<string> {
  return find === undefined ? load().then((loaded) => loaded(fileName)) : find(fileName)
}

async function load() {
  const { default: mime } = await import('mime')
  find = (name) => {
    const dot = name.lastIndexOf('.')
    return (dot >= 0 && mime.getType(name.slice(dot + 1))) || 'application/octet-stream'
  }
  return find
}
