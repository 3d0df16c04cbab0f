/** Curves over time as SVG, two plots in a row. */
import type { Series } from './trend.js'

/** Curves of one unit in one frame. */
export interface Plot {
  readonly title: string
  readonly lines: readonly Series[]
}

const width = 400
const height = 240
const margin = { left: 52, right: 14, top: 32, bottom: 52 }
/** Told apart by who does not see all colours, on white and on black. */
const colours = ['#2f7de1', '#e69f00', '#009e73', '#d1495b']

const style = `
  text { font: 11px system-ui, sans-serif; fill: #333 }
  .title { font-weight: 600; font-size: 13px }
  .back { fill: #fff }
  .grid { stroke: #ddd }
  .line { fill: none; stroke-width: 1.4 }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd }
    .back { fill: #16181c }
    .grid { stroke: #3a3d42 }
  }`

/** The whole picture. */
export function drawPlots(plots: readonly Plot[]): string {
  const whole = { width: width * 2, height: Math.ceil(plots.length / 2) * height }
  const drawn = plots.map((plot, index) => {
    const at = `${(index % 2) * width} ${Math.floor(index / 2) * height}`
    return `<g transform="translate(${at})">${drawPlot(plot)}</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole.width} ${whole.height}" ` +
      `width="${whole.width}" height="${whole.height}" role="img">`,
    `<title>${plots.map(({ title }) => title).join('; ')}</title>`,
    `<style>${style}\n</style>`,
    '<rect class="back" width="100%" height="100%"/>',
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

function drawPlot({ title, lines }: Plot): string {
  const unit = lines[0]?.unit === 'bytes' ? 1024 * 1024 : 1
  const points = lines.flatMap((line) => line.points)
  const minutes = Math.max(...points.map(([seconds]) => seconds)) / 60 || 1
  const most = Math.max(...points.map(([, value]) => value / unit), 1) * 1.1
  const across = (minute: number) =>
    round(margin.left + (minute / minutes) * (width - margin.left - margin.right))
  const up = (value: number) =>
    round(height - margin.bottom - (value / most) * (height - margin.top - margin.bottom))
  const [bottom, right] = [height - margin.bottom, width - margin.right]
  return [
    `<text class="title" x="${margin.left}" y="18">${title}</text>`,
    ...ticks(most).map(
      (value) =>
        `<path class="grid" d="M${margin.left} ${up(value)}H${right}"/>` +
        `<text x="${margin.left - 6}" y="${up(value) + 4}" text-anchor="end">${value}</text>`,
    ),
    ...ticks(minutes).map(
      (value) =>
        `<path class="grid" d="M${across(value)} ${margin.top}V${bottom}"/>` +
        `<text x="${across(value)}" y="${bottom + 15}" text-anchor="middle">${value} min</text>`,
    ),
    ...lines.map((line, index) => {
      const path = line.points.map(
        ([seconds, value]) => `${across(seconds / 60)} ${up(value / unit)}`,
      )
      const colour = colours[index % colours.length]
      const at = margin.left + index * 160
      return (
        `<path class="line" stroke="${colour}" d="M${path.join('L')}"/>` +
        `<path class="line" stroke="${colour}" d="M${at} ${height - 14}h18"/>` +
        `<text x="${at + 23}" y="${height - 10}">${line.name}</text>`
      )
    }),
  ].join('\n')
}

/** Round values from 0 up to `most`, some five of them. */
function ticks(most: number): number[] {
  const rough = most / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((value) => value >= rough)!
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(4)),
  )
}

const round = (value: number) => Math.round(value * 10) / 10
