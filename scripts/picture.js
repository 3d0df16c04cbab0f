// Draws docs/images/demo.svg: what `npm start` shows in a terminal. `npm run picture` (needs script(1))
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const columns = 80
const cell = { width: 8.4, height: 19 }
const padding = 20
const colours = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 36: '#56d4dd' }

const folder = mkdtempSync(join(tmpdir(), 'tt-anywhere-picture-'))
const typescript = join(folder, 'typescript')
const run = spawnSync('script', [
  '-qec',
  `stty cols ${columns} rows 60; node scripts/start.js`,
  typescript,
])
if (run.status !== 0) throw new Error(`npm start ended with ${run.status}: ${run.stderr}`)
const text = readFileSync(typescript, 'utf8')
rmSync(folder, { recursive: true })

const lines = text
  .split(/\r?\n/)
  .filter((line) => !/^Script (?:started|done)/.test(line))
  // Of a line that was drawn again and again (the progress bar) the last state counts.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences are control characters.
  .map((line) => line.split(/\u001b\[1G/).at(-1) ?? '')
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const plain = (line) => line.replace(/\u001b(?:\[[?0-9;]*[A-Za-z]|[78])/g, '')
while (lines.length > 0 && plain(lines.at(-1)).trim() === '') lines.pop()

const rows = ['\u001b[32m$\u001b[39m npm start', '', ...lines].map(drawLine)
const width = columns * cell.width + 2 * padding
const height = rows.length * cell.height + 2 * padding + 14
mkdirSync('docs/images', { recursive: true })
writeFileSync(
  'docs/images/demo.svg',
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="npm start: an upload in the terminal">
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<g fill="#30363d"><circle cx="22" cy="17" r="5.5"/><circle cx="40" cy="17" r="5.5"/><circle cx="58" cy="17" r="5.5"/></g>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#c9d1d9" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`,
)
console.log('docs/images/demo.svg')

/** One line as text elements, a run of one look each; blocks become rectangles, to be seamless. */
function drawLine(line, index) {
  const y = padding + 14 + (index + 1) * cell.height - 5
  let look = {}
  let column = 0
  let drawn = ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
  const runs = /(\u001b(?:\[[?0-9;]*[A-Za-z]|[78]))|([^\u001b]+)/g
  for (const [, sequence, run] of line.matchAll(runs)) {
    if (sequence !== undefined) look = lookAfter(look, sequence)
    else {
      for (const piece of run.match(/█+|░+|[^█░]+/g) ?? []) {
        const x = padding + column * cell.width
        const fill = look.colour ?? '#c9d1d9'
        const opacity = look.dim ? ' opacity="0.62"' : ''
        if (/^[█░]/.test(piece)) {
          const shade = piece.startsWith('░') ? ' opacity="0.25"' : ''
          drawn += `<rect x="${x.toFixed(1)}" y="${y - 12}" width="${(piece.length * cell.width).toFixed(1)}" height="14" fill="${fill}"${shade}/>`
        } else if (piece.trim() !== '') {
          const weight = look.bold ? ' font-weight="bold"' : ''
          drawn += `<text x="${x.toFixed(1)}" y="${y}" fill="${fill}"${weight}${opacity} textLength="${(cells(piece) * cell.width).toFixed(1)}">${escapeXml(piece)}</text>`
        }
        column += cells(piece)
      }
    }
  }
  return drawn
}

function lookAfter(look, sequence) {
  const codes = /\[([0-9;]*)m$/.exec(sequence)?.[1]
  if (codes === undefined) return look
  const next = { ...look }
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) return {}
    if (code === 1) next.bold = true
    if (code === 2) next.dim = true
    if (code === 22) Object.assign(next, { bold: false, dim: false })
    if (code === 39) next.colour = undefined
    if (code in colours) next.colour = colours[code]
  }
  return next
}

/** Columns that a text takes: Chinese characters take two. */
function cells(text) {
  return Array.from(text).reduce((sum, one) => sum + (/[\u2e80-\uffef]/.test(one) ? 2 : 1), 0)
}

function escapeXml(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
