/**
 * Gathers findings: what is said twice of one place is said once.
 */
import { byPlace, type Finding, type Place, type Severity } from './finding.js'
import { type RuleId, rules } from './rules.js'

/** Takes findings. */
export interface Notes {
  add(
    rule: RuleId,
    at: Place,
    message: string,
    more?: { readonly severity?: Severity; readonly related?: readonly Place[] },
  ): void
  /** All of them, sorted. */
  findings(): Finding[]
}

/** A finding that reaches more places than that names the first ones. */
const mostRelated = 20

/** Makes an empty collection. */
export function createNotes(): Notes {
  const found = new Map<string, Finding & { related: Place[] }>()
  return {
    add(
      rule,
      { file, line, column },
      message,
      { severity = rules[rule].severity, related = [] } = {},
    ) {
      const key = JSON.stringify([rule, file, line, column, message])
      let finding = found.get(key)
      if (finding === undefined) {
        const { advice } = rules[rule]
        finding = { rule, severity, file, line, column, message, advice, related: [] }
        found.set(key, finding)
      }
      for (const place of related) {
        const same = (one: Place) =>
          one.file === place.file && one.line === place.line && one.column === place.column
        if (finding.related.length >= mostRelated || same(finding)) continue
        if (!finding.related.some(same)) {
          finding.related.push({ file: place.file, line: place.line, column: place.column })
        }
      }
    },
    findings: () => [...found.values()].sort(byPlace),
  }
}
