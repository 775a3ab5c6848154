import { literal } from '../engine/sql.ts'
import type { SourceFile } from './read-table.ts'

/** The longest line read; a longer one is a reject. */
const MAX_LINE_BYTES = 8_000_000

/** Settings that leave nothing about a CSV file to guessing. */
export function readCsvSql(
  { pattern }: SourceFile,
  columnCount: number,
  {
    delimiter,
    quote,
    header,
    more = '',
  }: { delimiter: string; quote: string; header: boolean; more?: string },
): string {
  const columns = Array.from({ length: columnCount }, (_, j) => `c${j}: 'VARCHAR'`).join(', ')
  return `read_csv(${literal(pattern)}, auto_detect = false, columns = {${columns}},
    delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(quote)}, header = ${header},
    max_line_size = ${MAX_LINE_BYTES}${more})`
}
