/**
 * The view renders what the logic's own renderer makes of the same template: the same elements, by
 * the same keys, with the same texts.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RuntimePlatform } from '../../../src/runtime/platform.js'
import { createTemplates, type Shape } from '../../../src/runtime/template.js'
import { createCompiler } from '../../../src/simulator/compiler/project.js'
import { loadTemplateParser } from '../../../src/sources/parseTemplate.js'
import { openRenderer, plain, type Renderer } from './rendered.js'

let renderer: Renderer
const compiler = await createCompiler()
const parseTemplate = await loadTemplateParser()

beforeAll(async () => {
  renderer = await openRenderer()
})
afterAll(() => renderer.close())

/** What the logic makes of it, as the browser would write it. */
function inLogic(files: Record<string, string>, data: object): string {
  const templates = createTemplates(
    {
      read: (path: string) => files[path],
      parseTemplate,
      warn: () => {},
      compileExpression: (expression: string) =>
        new Function('scope', `with (scope) { return ${expression} }`),
    } as unknown as RuntimePlatform,
    () => ({ twice: (value: unknown) => String(value) + value }),
  )
  const write = ({ tag, key, text, children }: Shape): string =>
    tag === ''
      ? escapeText(text ?? '')
      : `<x-own at="${escapeText(key)}">${children.map(write).join('')}</x-own>`
  const shapes = templates('pages/a/a.ttml', () => true)?.render(data as never, 'texts') ?? []
  return shapes.map(write).join('')
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const name = fc.constantFrom('a', 'list', 'object', 'item', 'index', 'none', 'one', 'm')
const expression = fc.oneof(
  name,
  name.map((one) => `${one}.id`),
  name.map((one) => `${one}.id.deeper[0]`),
  name.map((one) => `!${one}`),
  name.map((one) => `m.twice(${one})`),
  fc.tuple(name, name).map(([one, two]) => `${one} + '<${two}' + "}}"`),
  fc.tuple(name, name).map(([one, two]) => `${one} > ${two} ? ${two} : [${one}, 1]`),
  fc.constantFrom('[1, 2]', '{ id: a, item }', 'throw', '', 'a b', '[a, a]', '3', "'xy'", 'null'),
)
const text = fc.oneof(
  expression.map((one) => `{{${one}}}`),
  fc.constantFrom('plain', ' a &lt; b ', '{ not }', '\n  lines\n ', '{{open', '$a', "'\\"),
  fc.tuple(name, name).map(([one, two]) => `${one} {{${two}}} {{${one}}}!`),
)
const attribute = (values: fc.Arbitrary<string>) =>
  values.map((value) => `"${value.replaceAll('"', "'")}"`)

/** The directives of an element: which of them, as they come. */
const directives = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  attribute(text).map((value) => `tt:if=${value}`),
  attribute(text).map((value) => `tt:elif=${value}`),
  fc.constant('tt:else'),
  fc
    .tuple(
      attribute(text),
      fc.constantFrom('', 'tt:for-item="one"', 'tt:for-index="a"', 'tt:for-item="list"'),
      fc.constantFrom('', 'tt:key="id"', 'tt:key="*this"', 'tt:key="index"', 'tt:key="none"'),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant('') },
        attribute(text).map((value) => `tt:if=${value}`),
        fc.constant('tt:else'),
      ),
    )
    .map(([list, ...rest]) => `tt:for=${list} ${rest.join(' ')}`),
)

/** Siblings that use these templates. */
function nodesWith(...templates: string[]): fc.Arbitrary<string> {
  return fc.letrec<{ nodes: string; node: string }>((tie) => ({
    nodes: fc.array(tie('node'), { maxLength: 4 }).map((all) => all.join('')),
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      fc
        .tuple(directives, fc.constantFrom(...templates, 'gone'), name, name)
        .map(
          ([directive, is, one, two]) =>
            `<template ${directive} is="${is}" data="{{ ...${one}, a: ${two}, list }}"/>`,
        ),
      fc.constant('<include src="b.ttml"/>'),
      fc
        .tuple(fc.constantFrom('x', 'y', 'block', 'block'), directives, tie('nodes'))
        .map(([tag, directive, inside]) => `<${tag} ${directive}>${inside}</${tag}>`),
    ),
  })).nodes
}

const item = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('s', 't'), fc.constant(null))
const data = fc.record({
  a: fc.oneof(item, fc.boolean()),
  list: fc.oneof(
    fc.array(fc.oneof(item, fc.record({ id: item })), { maxLength: 4 }),
    fc.constantFrom('txt', 3, { k: 1, id: 2 }),
  ),
  object: fc.record({ id: item, a: item }),
})

const generated = fc.record({
  page: nodesWith('t0', 't1', "{{a ? 't0' : 't1'}}"),
  t0: nodesWith('t1'),
  t1: nodesWith(),
  b: nodesWith(),
  one: data,
  two: data,
})

/** Holds the view against the logic, with data and after it was set anew. */
async function compare(templates: Templates, one: object, two: object): Promise<void> {
  const { page, t0 = '', t1 = '', b = '' } = templates
  const files: Record<string, string> = {
    'app.json': '{ "pages": ["pages/a/a"] }',
    'pages/a/a.json': '{ "usingComponents": { "x": "/x", "y": "/x" } }',
    'x.js': '',
    'm.sjs': 'exports.twice = (value) => String(value) + value',
    'pages/a/a.ttml': `<sjs module="m" src="/m.sjs"/><import src="t.ttml"/>${page}`,
    'pages/a/t.ttml': `<sjs module="m" src="/m.sjs"/><template name="t0">${t0}</template><template name="t1"><x>${t1}</x></template>`,
    'pages/a/b.ttml': b,
  }
  const bundle = compiler.compile({
    read: (path) => files[path],
    list: () => Object.keys(files),
  })
  const { html, warnings } = await renderer.render(bundle, 'pages/a/a', one, [two])
  expect(plain(html)).toBe(inLogic(files, JSON.parse(JSON.stringify(two))))
  expect(warnings.filter((warning) => warning.startsWith('Vue'))).toEqual([])
}

interface Templates {
  readonly page: string
  readonly t0?: string
  readonly t1?: string
  readonly b?: string
}

test('any template has the same elements, keys and texts in the view as in the logic', async () => {
  await fc.assert(
    fc.asyncProperty(generated, async ({ page, t0, t1, b, one, two }) => {
      await compare({ page, t0, t1, b }, one, two)
    }),
    { numRuns: 80 },
  )
}, 60_000)

test.each([
  '<x tt:if="{{a}}"/><x tt:else tt:for="{{list}}"/><y tt:else/>',
  '<x tt:if="{{a}}"/><x tt:elif="{{!a}}" tt:for="{{list}}"/>text<y tt:else/>',
  '<x tt:if="{{a}}"/>{{a}}<x tt:elif="{{!a}}"/>text<y tt:else/>',
  '<x tt:elif="{{a}}"/><y tt:else/><x tt:if="{{!a}}"/><block tt:for="{{list}}"/><y tt:else/>',
  '<x/><y tt:else/><x tt:if="{{a}}" tt:else/><y tt:else/>',
])('%s', async (page) => {
  for (const a of [0, 1]) await compare({ page }, { a, list: [1, 2] }, { a: 1 - a, list: [1] })
})
