import { NO_VALUES, type TableChunk } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { identifier, literal } from '../engine/sql.ts'
import type { SourceFile } from './read-table.ts'
import { readBlocks } from './row-text.ts'

/** Reads a Parquet file, every value as the text that a person would type. Rows are numbered from 1. */
export async function* readParquet(session: Session, file: SourceFile): AsyncGenerator<TableChunk> {
  const source = `read_parquet(${literal(file.pattern)})`
  const columns = await session.rows<{ column_name: string; column_type: string }>(`describe from ${source}`)
  const texts = columns.map(
    ({ column_name, column_type }, j) => `${textSql(identifier(column_name), column_type)} as c${j}`,
  )
  await session.run(`set TimeZone = 'UTC'`)
  await session.run(`create temp table row_text as select ${texts.join(', ')} from ${source}`)
  const names = columns.map(({ column_name }) => column_name)
  let empty = true
  for await (const block of readBlocks(session, names.length)) {
    empty = false
    const lines = Float64Array.from({ length: block.rowCount }, (_, i) => block.firstRow + i + 1)
    yield { names, columns: block.columns, lines, rejects: [] }
  }
  if (empty) yield { names, columns: names.map(() => NO_VALUES), lines: new Float64Array(), rejects: [] }
}

function textSql(column: string, type: string): string {
  if (type.startsWith('TIMESTAMP')) return `strftime(${column}::timestamp, '%Y-%m-%dT%H:%M:%S.%gZ')`
  if (/\[\]$|^(STRUCT|MAP)/.test(type)) return `to_json(${column})::varchar`
  return `${column}::varchar`
}
