/** The platform's APIs, as the official typings name them. */

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createHost } from 'tt-anywhere'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { platformApis, typedApis } from '../../src/doctor/platformApis.js'

test('are those of the official typings', () => {
  const manifest = createRequire(import.meta.url).resolve('@douyin-microapp/typings/package.json')
  const file = join(dirname(manifest), 'types/api.d.ts')
  const program = ts.createProgram([file], { noLib: true, skipLibCheck: true, types: [] })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const symbol = source && checker.getSymbolAtLocation(source)
  const values = (symbol ? checker.getExportsOfModule(symbol) : []).filter((one) => {
    const { flags } = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one
    return flags & ts.SymbolFlags.Value
  })
  expect([...typedApis].sort()).toEqual(values.map(({ name }) => name).sort())
})

test('hold everything that is here', async () => {
  const host = createHost()
  const here = Object.keys(host.tt)
  await host.close()
  expect(here.filter((name) => !platformApis.has(name))).toEqual([])
})
