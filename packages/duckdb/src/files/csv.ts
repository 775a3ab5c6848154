import { NO_VALUES, type TableChunk, TableError, type TableReject, valueAt } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { parseHeader } from './csv-header.ts'
import { lineNumbers } from './line-numbers.ts'
import { readCsvSql } from './read-csv-sql.ts'
import type { SourceFile } from './read-table.ts'
import { refusedRecords, rejectsOf } from './refused-records.ts'
import { readBlocks } from './row-text.ts'
import { scanLines } from './scan-lines.ts'

/** Reads a CSV file with a header. The header says how many values a row has; all of them are text. */
export async function* readCsv(session: Session, file: SourceFile): AsyncGenerator<TableChunk> {
  const { firstLine, blanks } = await scanLines(file.path)
  const header = firstLine.replace(/^\ufeff/, '')
  if (header.trim() === '')
    throw new TableError(`The file ${file.path} is empty, or its first line is no header.`)
  const { delimiter, names } = parseHeader(header, file.path)
  const source = readCsvSql(file, names.length, {
    delimiter,
    quote: '"',
    header: true,
    // Strict, since the lenient reader drops values that are too many without a word.
    more: ', store_rejects = true, strict_mode = true',
  })
  await session.run(`create temp table row_text as select * from ${source}`)
  const { lines, rejects } = await locate(session, names.length, blanks)
  if (lines.length === 0) yield { names, columns: names.map(() => NO_VALUES), lines, rejects }
  for await (const { firstRow, rowCount, columns } of readBlocks(session, names.length)) {
    const chunk = { names, columns, lines: lines.slice(firstRow, firstRow + rowCount) }
    yield { ...(names.length === 1 ? withoutBlanks(chunk) : chunk), rejects: firstRow === 0 ? rejects : [] }
  }
}

/** In a file of one column the engine takes a blank line for a row without a value. */
function withoutBlanks({ names, columns, lines }: Omit<TableChunk, 'rejects'>): Omit<TableChunk, 'rejects'> {
  const { codes, texts } = columns[0] ?? NO_VALUES
  const filled = (_: unknown, row: number) => valueAt({ codes, texts }, row) !== null
  const column =
    codes === null ? { codes, texts: texts.filter(filled) } : { codes: codes.filter(filled), texts }
  return { names, columns: [column], lines: lines.filter(filled) }
}

/** Where in the file the rows are, and which of them could not be read and why. */
async function locate(
  session: Session,
  columnCount: number,
  blanks: readonly number[],
): Promise<{ lines: Float64Array; rejects: TableReject[] }> {
  const refused = await refusedRecords(session)
  const { n } = await session.one<{ n: number }>('select count(*) as n from row_text')
  const layout = {
    firstRecord: 2,
    rowCount: n,
    refused,
    blanks: columnCount === 1 ? [] : blanks,
    breaks: await innerBreaks(session, columnCount),
  }
  const found = lineNumbers(layout)
  return { lines: found.rows, rejects: rejectsOf(refused, found.refused) }
}

async function innerBreaks(session: Session, columnCount: number): Promise<Map<number, number>> {
  const columns = Array.from({ length: columnCount }, (_, j) => `c${j}`)
  const breaks = columns.map(name => `coalesce(len(${name}) - len(replace(${name}, chr(10), '')), 0)`)
  const rows = await session.rows<{ row: number; breaks: number }>(
    `select rowid as row, ${breaks.join(' + ')} as breaks from row_text
     where ${columns.map(name => `contains(${name}, chr(10))`).join(' or ')}`,
  )
  return new Map(rows.map(({ row, breaks: count }) => [row, count]))
}
