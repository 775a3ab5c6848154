import type { DuckDBValue } from '@duckdb/node-api'
import type { Database } from './database.ts'
import type { Parameter } from './session.ts'

/** Rows that one page holds at most; pages of the engine's own chunks are joined up to it. */
const ROWS_PER_PAGE = 8192

/** The rows of a statement in pages, each made by `rowOf` from the values of one row. */
export async function* paged<Row>(
  database: Database,
  sql: string,
  parameters: readonly Parameter[],
  rowOf: (values: readonly DuckDBValue[]) => Row,
): AsyncGenerator<readonly Row[]> {
  let page: Row[] = []
  for await (const chunk of database.chunks(sql, parameters)) {
    const columns = Array.from({ length: chunk.columnCount }, (_, column) => chunk.values(column))
    for (let row = 0; row < chunk.rowCount; row++) {
      page.push(rowOf(columns.map(column => column[row] ?? null)))
    }
    if (page.length >= ROWS_PER_PAGE) {
      yield page
      page = []
    }
  }
  if (page.length > 0) yield page
}
