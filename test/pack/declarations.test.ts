import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import typescript from 'typescript'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../dist/types/esm', import.meta.url))
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  // What they come to is found out where they are installed: types.test.ts does so.
  .filter((file) => !/[gG]lobals\.d\.ts$/.test(file) || file.includes('testing'))
const program = typescript.createProgram(files, {
  module: typescript.ModuleKind.NodeNext,
  moduleResolution: typescript.ModuleResolutionKind.NodeNext,
  target: typescript.ScriptTarget.ES2023,
  types: ['node'],
  strict: true,
  noEmit: true,
})

test('the declarations have no error, so none of their types is missing', () => {
  const found = typescript.getPreEmitDiagnostics(program)
  expect(found.map(({ file, messageText }) => [file?.fileName, messageText])).toEqual([])
  expect(files.length).toBeGreaterThan(5)
})

test('no declared type is any', () => {
  const checker = program.getTypeChecker()
  const leaks: string[] = []
  for (const file of files) {
    const source = program.getSourceFile(file)
    if (source === undefined) throw new Error(`no ${file}`)
    visit(source)

    function visit(node: typescript.Node): void {
      const isTyped =
        // The tail of a template literal type counts as a type node, and has none.
        (typescript.isTypeNode(node) && !typescript.isTemplateLiteralTypeSpan(node)) ||
        typescript.isVariableDeclaration(node) ||
        typescript.isParameter(node) ||
        typescript.isPropertySignature(node)
      if (isTyped && checker.getTypeAtLocation(node).flags & typescript.TypeFlags.Any) {
        leaks.push(`${relative(folder, file)}: ${node.getText()}`)
      }
      typescript.forEachChild(node, visit)
    }
  }
  expect(leaks).toEqual([])
})

test('the declarations name only the package itself and Node', () => {
  const named = files.flatMap((file) =>
    typescript
      .preProcessFile(readFileSync(file, 'utf8'), true)
      .importedFiles.map(({ fileName }) => fileName),
  )
  expect(named.filter((name) => !/^(?:\.|node:)/.test(name))).toEqual([])
})
