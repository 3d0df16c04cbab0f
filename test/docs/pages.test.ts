/** The pages that code links to say what the code says. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createWarning, type WarningCode, warningTexts } from '../../src/api/warnings.js'

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))

test('docs/errors.md is what the error table says', async () => {
  const run = promisify(execFile)
  await expect(run(process.execPath, [path('scripts/errors.js'), '--check'])).resolves.toBeTruthy()
})

test('docs/warnings.md has a section for every warning, with its text, and for no other', async () => {
  const page = await readFile(path('docs/warnings.md'), 'utf8')
  const sections = page.split(/^## /m).slice(1)
  const codes = Object.keys(warningTexts) as WarningCode[]
  expect(sections.map((section) => section.split('\n')[0])).toEqual(codes)
  codes.forEach((code, index) => {
    expect(sections[index]).toContain(`\`${warningTexts[code]}\``)
    expect(sections[index]).toMatch(/^What to do: /m)
    // A heading's anchor is its text.
    expect(createWarning('uploadFile', code, '').link).toMatch(
      new RegExp(`/docs/warnings\\.md#${code}$`),
    )
  })
})
