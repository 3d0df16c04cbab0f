/** docs/doctor.md: each rule as the table has it, and its examples as the doctor sees them. */
import { readFileSync } from 'node:fs'
import { platform } from 'node:os'
import { describe, expect, test } from 'vitest'
import { type RuleId, rules } from '../../src/doctor/rules.js'
import { allowing, diagnose, type Files } from './project.js'

const page = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8')
const sections = new Map(
  page
    .slice(page.indexOf('## Rules'), page.indexOf('## Figures'))
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
)

test('has a section for each rule, in their order, and no other', () => {
  expect([...sections.keys()]).toEqual(Object.keys(rules))
})

/** The files of a block. */
function filesOf(name: string, text: string): Files {
  if (name === 'links') {
    return Object.fromEntries(
      text.split('\n').map((line) => {
        const [file = '', link = ''] = line.split(' -> ')
        return [file, { link }]
      }),
    )
  }
  if (name === 'files') {
    const [file = '', size = ''] = text.split(' ')
    return size === 'none' ? { [file]: null } : Number(size) ? { [file]: Number(size) } : {}
  }
  return { [name]: text }
}

describe.each([...sections])('%s', (name, text) => {
  const rule = name as RuleId
  test('says what the table says', () => {
    const { severity, what, why, advice } = rules[rule]
    expect(text).toContain(`**${severity}**: ${what}. ${why}\n\n${advice}\n`)
  })
  const blocks = [...text.matchAll(/```\w+ (wrong|right) (\S+)\n([\s\S]*?)\n```/g)]
  test('has an example of each kind', () => {
    expect(new Set(blocks.map(([, kind]) => kind))).toEqual(new Set(['wrong', 'right']))
  })
  // Links need a right of their own on Windows.
  test
    .skipIf(rule === 'file-unread' && platform() === 'win32')
    .each(blocks.map(([, kind, file, code]) => ({ kind, file, code })))(
    '$kind: $file',
    async ({ kind, file = '', code = '' }) => {
      const domains = rule === 'url-unlisted' ? allowing('https://api.example.com') : {}
      const { findings } = await diagnose(filesOf(file, code), domains)
      const found = findings.filter((finding) => finding.rule === rule)
      expect(found.length > 0, JSON.stringify(findings)).toBe(kind === 'wrong')
      for (const { severity } of found) expect(severity).toBe(rules[rule].severity)
      // What is right for one rule breaks no other one either.
      if (kind === 'right') {
        expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
      }
    },
  )
})
