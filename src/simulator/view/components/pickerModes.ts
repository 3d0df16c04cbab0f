/**
 * What the columns of a picker hold in each of its modes, and the value that they make.
 */
import { areaList } from '@vant/area-data'
import { type Attributes, number, text } from './widget.js'

/** The attributes that say what is picked. */
export const pickerNames = [
  'mode',
  'range',
  'rangeKey',
  'value',
  'start',
  'end',
  'fields',
  'level',
  'customItem',
] as const

type PickerAttributes = Attributes<(typeof pickerNames)[number]>

/** A way to pick. */
export interface PickerMode {
  /** Where the columns stand at first, for the value that the page gave. */
  start(): number[]
  /** The texts of each column, which depend on where those before it stand. */
  columns(at: readonly number[]): readonly (readonly string[])[]
  /** What `change` tells. */
  detail(at: readonly number[]): { readonly value: unknown; readonly code?: unknown }
}

/** The mode that the attributes name. */
export function pickerMode(attributes: PickerAttributes): PickerMode {
  const mode = text(attributes.mode, 'selector')
  if (mode === 'multiSelector') return multiSelector(attributes)
  if (mode === 'time') return time(attributes)
  if (mode === 'date') return date(attributes)
  if (mode === 'region') return region(attributes)
  return selector(attributes)
}

function labels(range: unknown, key: unknown): string[] {
  if (!Array.isArray(range)) return []
  return range.map((item) => {
    const isObject = typeof item === 'object' && item !== null
    return text(isObject && key !== undefined ? (item as Record<string, unknown>)[text(key)] : item)
  })
}

function selector({ range, rangeKey, value }: PickerAttributes): PickerMode {
  return {
    start: () => [number(value)],
    columns: () => [labels(range, rangeKey)],
    detail: ([index = 0]) => ({ value: index }),
  }
}

function multiSelector({ range, rangeKey, value }: PickerAttributes): PickerMode {
  const lists = Array.isArray(range) ? range : []
  return {
    start: () => lists.map((_, index) => number(Array.isArray(value) ? value[index] : 0)),
    columns: () => lists.map((list) => labels(list, rangeKey)),
    detail: (at) => ({ value: [...at] }),
  }
}

const pad = (value: number) => String(value).padStart(2, '0')
const span = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) + 1 }, (_, index) => from + index)

/** Columns of numbers, each of which is bounded where those before it stand at a bound. */
function bounded(
  least: readonly number[],
  most: readonly number[],
  whole: (index: number, before: readonly number[]) => readonly [number, number],
  given: readonly number[],
) {
  function numbers(at: readonly number[]): number[][] {
    const picked: number[] = []
    return least.map((_, index) => {
      const onLeast = picked.every((one, place) => one === least[place])
      const onMost = picked.every((one, place) => one === most[place])
      const [from, to] = whole(index, picked)
      const list = span(
        onLeast ? Math.max(from, least[index] ?? from) : from,
        onMost ? Math.min(to, most[index] ?? to) : to,
      )
      picked.push(list[Math.min(at[index] ?? 0, list.length - 1)] ?? from)
      return list
    })
  }
  return {
    numbers,
    picked: (at: readonly number[]) =>
      numbers(at).map((list, index) => list[Math.min(at[index] ?? 0, list.length - 1)] ?? 0),
    start(): number[] {
      const at: number[] = []
      for (const index of least.keys()) {
        const list = numbers(at)[index] ?? []
        const wanted = given[index] ?? 0
        const found = list.indexOf(wanted)
        at.push(found >= 0 ? found : wanted < (list[0] ?? 0) ? 0 : list.length - 1)
      }
      return at
    },
  }
}

function time({ value, start, end }: PickerAttributes): PickerMode {
  const read = (given: unknown, byDefault: readonly [number, number]) => {
    const found = /^(\d{1,2}):(\d{1,2})/.exec(text(given))
    return found ? [Number(found[1]), Number(found[2])] : byDefault
  }
  const now = new Date()
  const parts = bounded(
    read(start, [0, 0]),
    read(end, [23, 59]),
    (index) => (index === 0 ? [0, 23] : [0, 59]),
    read(value, [now.getHours(), now.getMinutes()]),
  )
  return {
    start: parts.start,
    columns: (at) => parts.numbers(at).map((list) => list.map(pad)),
    detail: (at) => ({ value: parts.picked(at).map(pad).join(':') }),
  }
}

function date({ value, start, end, fields }: PickerAttributes): PickerMode {
  const count = { year: 1, month: 2 }[text(fields)] ?? 3
  const now = new Date()
  const read = (given: unknown, byDefault: readonly number[]) => {
    const found = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?/.exec(text(given))
    const numbers = found
      ?.slice(1)
      .map((one, index) => (one ? Number(one) : (byDefault[index] ?? 1)))
    return (numbers ?? byDefault).slice(0, count)
  }
  const parts = bounded(
    read(start, [1900, 1, 1]),
    read(end, [2100, 12, 31]),
    (index, [year = 0, month = 1]) => {
      if (index === 0) return [1900, 2100]
      // The day before the next month's first is this month's last.
      return index === 1 ? [1, 12] : [1, new Date(year, month, 0).getDate()]
    },
    read(value, [now.getFullYear(), now.getMonth() + 1, now.getDate()]),
  )
  return {
    start: parts.start,
    columns: (at) =>
      parts
        .numbers(at)
        .map((list, index) => list.map((one) => `${one}${['年', '月', '日'][index]}`)),
    detail: (at) => ({
      value: parts
        .picked(at)
        .map((one, index) => (index === 0 ? String(one) : pad(one)))
        .join('-'),
    }),
  }
}

interface Area {
  readonly code: string
  readonly name: string
}

const areas = (list: Readonly<Record<string, string>>, above = ''): Area[] =>
  Object.keys(list)
    .filter((code) => code.startsWith(above))
    .map((code) => ({ code, name: list[code] as string }))

function region({ value, level, customItem }: PickerAttributes): PickerMode {
  const depth = { province: 1, city: 2 }[text(level)] ?? 3
  const first: Area[] = customItem === undefined ? [] : [{ code: '', name: text(customItem) }]
  const lists = [areaList.province_list, areaList.city_list, areaList.county_list]

  /** Where an area is picked that stands for all, there is nothing below it but the same. */
  function columns(at: readonly number[]): Area[][] {
    const all: Area[][] = []
    let above = ''
    for (const [index, list] of lists.slice(0, depth).entries()) {
      const ended = index > 0 && above === ''
      const column = [...first, ...(ended ? [] : areas(list, above))]
      all.push(column)
      // 110000 is a province, 110100 a city of it, 110101 a district.
      above =
        column[Math.min(at[index] ?? 0, column.length - 1)]?.code.slice(0, 2 * (index + 1)) ?? ''
    }
    return all
  }
  const picked = (at: readonly number[]) =>
    columns(at).map((column, index) => column[Math.min(at[index] ?? 0, column.length - 1)])

  return {
    start() {
      const wanted: unknown[] = Array.isArray(value) ? value : []
      const at: number[] = []
      for (let index = 0; index < depth; index += 1) {
        const column = columns(at)[index] ?? []
        const found = column.findIndex(({ name }) => name === wanted[index])
        at.push(Math.max(0, found))
      }
      return at
    },
    columns: (at) => columns(at).map((column) => column.map(({ name }) => name)),
    detail: (at) => ({
      value: picked(at).map((area) => area?.name ?? ''),
      code: picked(at).map((area) => area?.code ?? ''),
    }),
  }
}
