/** The report of a run as a table: what stood in the way, and how the uploads ended. */
import type { Judged } from './check.js'

/** Rows and columns that fill up. */
export interface Table {
  add(judged: Judged): void
  /** As Markdown, aligned. */
  toString(): string
}

/** Makes an empty table. */
export function createTable(): Table {
  const rows = new Map<string, Map<string, number>>()
  const sums = new Map<string, number>()

  function endOf({ outcome: { success, fail } }: Judged): string {
    if (success !== undefined) return 'success'
    return fail === undefined ? 'no end' : String(fail.errorCode)
  }

  return {
    add(judged) {
      const row = rows.get(judged.row) ?? new Map<string, number>()
      rows.set(judged.row, row)
      for (const column of ['uploads', ...(judged.fired ? ['fired'] : []), endOf(judged)]) {
        for (const counts of [row, sums]) counts.set(column, (counts.get(column) ?? 0) + 1)
      }
    },
    toString() {
      const codes = [...sums.keys()].filter((key) => /^\d+$/.test(key) || key === 'no end').sort()
      const columns = ['uploads', 'fired', 'success', ...codes]
      const cells = (name: string, counts: ReadonlyMap<string, number>) => [
        name,
        ...columns.map((column) => String(counts.get(column) ?? '')),
      ]
      const body = [...rows].sort(([one], [other]) => one.localeCompare(other))
      return alignRows([
        ['in the way', ...columns],
        ...body.map(([name, counts]) => cells(name, counts)),
        cells('all', sums),
      ])
    },
  }
}

/** A Markdown table of these rows, the first one its head; all but the first column are numbers. */
export function alignRows(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
    )
    return `| ${cells.join(' | ')} |`
  })
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  lines.splice(1, 0, `| ${rule.join(' | ')} |`)
  return lines.join('\n')
}
