// Draws curves as SVG: small plots beside each other, both axes by powers.

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string} title
 * @property {{ x: number, y: number }[]} points
 */

/**
 * @typedef {object} Plot
 * @property {string} title
 * @property {string} x what the axis below counts
 * @property {string} y the unit of the other
 * @property {Line[]} lines
 */

const width = 380
const height = 270
const margin = { left: 58, right: 18, top: 34, bottom: 42 }
const legendHeight = 44
/** Told apart by who does not see all colours, on white and on black. */
const colours = ['#2f7de1', '#e69f00', '#009e73', '#d1495b', '#a05fb4', '#7a7a7a']

const style = `
  text { font: 12px system-ui, sans-serif; fill: #333 }
  .back { fill: #fff }
  .title { font-weight: 600; font-size: 13px }
  .grid { stroke: #ddd }
  .line { fill: none; stroke-width: 1.8 }
  .first { stroke-width: 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd }
    .back { fill: #16181c }
    .grid { stroke: #3a3d42 }
  }`

/**
 * The picture, two plots in a row; the first line of each is drawn bolder.
 * @param {Plot[]} plots
 */
export function drawPlots(plots) {
  const names = [...new Set(plots.flatMap(({ lines }) => lines.map(({ name }) => name)))]
  const titles = new Map(plots.flatMap(({ lines }) => lines.map((line) => [line.name, line.title])))
  const look = (name) => {
    const index = names.indexOf(name)
    return { colour: colours[index % colours.length], first: index === 0 }
  }
  const whole = { width: width * 2, height: legendHeight + Math.ceil(plots.length / 2) * height }
  const legend = names.map((name, index) => {
    const at = 20 + index * ((whole.width - 40) / names.length)
    const { colour, first } = look(name)
    return (
      `<path class="line${first ? ' first' : ''}" stroke="${colour}" d="M${at} 22h22"/>` +
      `<text x="${at + 28}" y="26">${escapeText(titles.get(name))}</text>`
    )
  })
  const drawn = plots.map((plot, index) => {
    const at = [(index % 2) * width, legendHeight + Math.floor(index / 2) * height]
    return `<g transform="translate(${at.join(' ')})">${drawPlot(plot, look)}</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole.width} ${whole.height}" width="${whole.width}" height="${whole.height}" role="img">`,
    `<title>${escapeText(plots.map(({ title }) => title).join('; '))}</title>`,
    `<style>${style}\n</style>`,
    `<rect class="back" width="100%" height="100%"/>`,
    ...legend,
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

function drawPlot({ title, x, y, lines }, look) {
  const points = lines.flatMap((line) => line.points)
  const across = scale(
    points.map((point) => point.x),
    margin.left,
    width - margin.right,
  )
  const up = scale(
    points.map((point) => point.y),
    height - margin.bottom,
    margin.top,
    true,
  )
  const columns = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b)
  const grid = [
    ...columns.map(
      (value) =>
        `<path class="grid" d="M${round(across.at(value))} ${margin.top}V${height - margin.bottom}"/>` +
        `<text x="${round(across.at(value))}" y="${height - margin.bottom + 16}" text-anchor="middle">${value.toLocaleString('en')}</text>`,
    ),
    ...up.ticks.map(
      (value) =>
        `<path class="grid" d="M${margin.left} ${round(up.at(value))}H${width - margin.right}"/>` +
        `<text x="${margin.left - 6}" y="${round(up.at(value)) + 4}" text-anchor="end">${short(value)}</text>`,
    ),
  ]
  const drawn = lines.map((line) => {
    const { colour, first } = look(line.name)
    const places = line.points.map((point) => [round(across.at(point.x)), round(up.at(point.y))])
    const path = places.map((place) => place.join(' ')).join('L')
    const dots = places.map(
      ([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="${first ? 3.5 : 2.5}" fill="${colour}"/>`,
    )
    return `<path class="line${first ? ' first' : ''}" stroke="${colour}" d="M${path}"/>${dots.join('')}`
  })
  return [
    `<text class="title" x="${margin.left}" y="20">${escapeText(`${title}, ${y}`)}</text>`,
    ...grid,
    // The bold one on top of the others.
    ...drawn.reverse(),
    `<text x="${(margin.left + width - margin.right) / 2}" y="${height - 8}" text-anchor="middle">${escapeText(x)}</text>`,
  ].join('\n')
}

/** Places on an axis by powers; where it is to have ticks, it begins and ends at one. */
function scale(values, from, to, ticked = false) {
  let [least, most] = [Math.min(...values), Math.max(...values)]
  const ticks = ticked ? ticksFor(least, most) : []
  if (ticked) [least, most] = [ticks[0], ticks.at(-1)]
  const span = Math.log(most / least) || 1
  return { ticks, at: (value) => from + (Math.log(value / least) / span) * (to - from) }
}

/** 1, 2, 5, 10, 20 … around the values; only powers of ten where there would be too many. */
function ticksFor(least, most) {
  const make = (steps) => {
    const ticks = []
    for (
      let power = Math.floor(Math.log10(least));
      power <= Math.ceil(Math.log10(most));
      power += 1
    ) {
      for (const step of steps) ticks.push(step * 10 ** power)
    }
    const first = ticks.findLastIndex((tick) => tick <= least * 1.001)
    const last = ticks.findIndex((tick) => tick >= most * 0.999)
    return ticks.slice(first, last + 1)
  }
  const fine = make([1, 2, 5])
  return fine.length > 9 ? make([1]) : fine
}

const round = (value) => Math.round(value * 10) / 10
const short = (value) => Number(value.toPrecision(2)).toLocaleString('en')
const escapeText = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
