const escapes: Readonly<Record<string, string>> = { '"': '%22', '\r': '%0D', '\n': '%0A' }

/** Escapes a field or file name (HTML's multipart/form-data encoding; spec 3). */
export function escapeName(name: string): string {
  return name.replace(/["\r\n]/g, (character) => escapes[character] ?? character)
}
