/** docs/security.md: every defence has its test, and every test that it names is there. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/security.md'), 'utf8')

const callers = new Set(['test', 'it', 'describe'])

/** The name that a chain such as `test.skipIf(…).each(…)` begins with. */
function rootOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text
  if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node))
    return rootOf(node.expression)
  return undefined
}

/** The titles of a file's tests and groups; of one that is put together, what comes before, and …. */
function titlesOf(path: string): Set<string> {
  const text = readFileSync(join(root, path), 'utf8')
  const titles = new Set<string>()
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && callers.has(rootOf(node.expression) ?? '')) {
      const [title] = node.arguments
      if (title !== undefined && ts.isStringLiteralLike(title)) titles.add(title.text)
      if (title !== undefined && ts.isTemplateExpression(title)) titles.add(`${title.head.text}…`)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  return titles
}

/** The sections whose points are defences. */
const defences = page
  .split(/^## /m)
  .slice(1)
  .filter((section) => !/^(?:Who is trusted|Inputs by chance|What is not defended)\n/.test(section))
  .flatMap(
    (section) =>
      section
        .split(/\n### /)[0]
        ?.split(/^- /m)
        .slice(1) ?? [],
  )

test('every defence names a test', () => {
  expect(defences.length).toBeGreaterThan(30)
  for (const defence of defences) expect(defence).toMatch(/^ {2}- \[test\/.+\]\(.+\): “.+”$/m)
})

test('every test that is named is there', () => {
  const lines = page.split('\n').filter((line) => line.startsWith('  - ['))
  let count = 0
  for (const line of lines) {
    const [, shown = '', link = '', named = ''] =
      /^ {2}- \[([^\]]+)\]\(([^)]+)\): (.+)$/.exec(line) ?? []
    expect(resolve(root, 'docs', link)).toBe(resolve(root, shown))
    const titles = titlesOf(shown)
    const asked = [...named.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title)
    expect(named).toBe(asked.map((title) => `“${title}”`).join(', '))
    for (const title of asked) {
      count += 1
      expect([shown, title, titles.has(title)]).toEqual([shown, title, true])
    }
  }
  expect(count).toBeGreaterThan(50)
})
