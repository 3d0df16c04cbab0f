/**
 * Marks of parts: short, and the same for the same path, so that new styles fit what is on the
 * screen.
 */

/** Makes marks that differ from one another. */
export function createScopes(): (path: string) => string {
  const scopes = new Map<string, string>()
  // `s-g` is what app.ttss holds for.
  const taken = new Set(['g'])
  return (path) => {
    const known = scopes.get(path)
    if (known !== undefined) return known
    let scope = hash(path)
    while (taken.has(scope)) scope += '0'
    taken.add(scope)
    scopes.set(path, scope)
    return scope
  }
}

/** FNV-1a. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (const letter of text) {
    value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  return value.toString(36)
}
