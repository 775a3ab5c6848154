// Turns what a command printed (standard input) into a picture for the README: node tools/terminal-picture.mjs TITLE < text > picture.svg
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const CHARACTER_WIDTH = 7.8
const LINE_HEIGHT = 18
const MARGIN = 20
const BAR = 36

const title = process.argv[2] ?? ''
const lines = stripVTControlCharacters(readFileSync(0, 'utf8')).trimEnd().split('\n')
const width = Math.ceil(2 * MARGIN + CHARACTER_WIDTH * Math.max(...lines.map(line => line.length)))
const height = BAR + 2 * MARGIN + LINE_HEIGHT * lines.length
const escapeXml = text => text.replace(/[&<>]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign])
const colour = line => (/✓|Verified/.test(line) ? '#7ee787' : /^\S/.test(line) ? '#79c0ff' : '#c9d1d9')

const text = lines.map(
  (line, row) =>
    `<text x="${MARGIN}" y="${BAR + MARGIN + LINE_HEIGHT * (row + 0.7)}" fill="${colour(line)}" xml:space="preserve">${escapeXml(line)}</text>`,
)
console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escapeXml(title)}">
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<text x="${MARGIN}" y="24" fill="#8b949e" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">$ ${escapeXml(title)}</text>
<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">
${text.join('\n')}
</g>
</svg>`)
