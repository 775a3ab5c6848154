import { TableError } from '@esplanade/core/store'

const DELIMITERS = [',', ';', '\t', '|'] as const

/** What a header says: the character between values, and the names. */
export interface CsvHeader {
  readonly delimiter: string
  readonly names: readonly string[]
}

/**
 * Reads the first line of a CSV file. The delimiter is the one that occurs most outside quotes; data
 * never decides it, so one odd row cannot change how a file is read. Throws `TableError`.
 */
export function parseHeader(line: string, path: string): CsvHeader {
  const outside = line.replaceAll(/"(?:[^"]|"")*"/g, '')
  if (outside.includes('"')) {
    throw new TableError(`The header of ${path} opens a quote and does not close it on its line.`)
  }
  const counts = DELIMITERS.map(delimiter => outside.split(delimiter).length)
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
  const names = splitQuoted(line, delimiter).map((name, i) => (name === '' ? `column_${i + 1}` : name))
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) {
    throw new TableError(`The header of ${path} names "${twice}" twice; give every column a name of its own.`)
  }
  return { delimiter, names }
}

function splitQuoted(line: string, delimiter: string): string[] {
  const names: string[] = []
  let name = ''
  let quoted = false
  for (const character of line) {
    if (character === '"') quoted = !quoted
    if (character === delimiter && !quoted) {
      names.push(unquoted(name))
      name = ''
    } else name += character
  }
  return [...names, unquoted(name)]
}

function unquoted(name: string): string {
  const text = name.trim()
  return text.length > 1 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replaceAll('""', '"').trim()
    : text
}
