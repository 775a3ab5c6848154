/** A part of a table read from a file. All values are text, as a person would type them; null is empty. */
export interface TableChunk {
  readonly names: readonly string[]
  /** One column per name, with a value for every line. */
  readonly columns: readonly TableColumn[]
  /** Line of each row in the file, counted from 1 with the header; a row number where files have no lines. */
  readonly lines: Float64Array
  /** Rows that could not be read, wherever in the file they were found until now. */
  readonly rejects: readonly TableReject[]
}

/**
 * The values of a column: one text per row, or, where texts repeat, a code per row and each text once. All
 * chunks of a file then share one list of texts, so what is made of a text can be kept by its code.
 */
export interface TableColumn {
  /** Places in `texts`; null where the texts are those of the rows. */
  readonly codes: Uint32Array | null
  readonly texts: readonly (string | null)[]
}

/** The column of a table without rows. */
export const NO_VALUES: TableColumn = { codes: null, texts: [] }

/** The value of one row; null where it is empty, or where there is no such column. */
export function valueAt(column: TableColumn | undefined, row: number): string | null {
  if (column === undefined) return null
  return column.texts[column.codes === null ? row : (column.codes[row] as number)] ?? null
}

export interface TableReject {
  readonly line: number
  readonly reason: string
}

/**
 * Reads CSV (plain or gzip), NDJSON and Parquet files. A malformed row is a reject and the rest goes
 * on; a file that is missing or no table at all throws `TableError`.
 */
export interface TableReader {
  readTable(path: string): AsyncIterable<TableChunk>
}

export class TableError extends Error {
  override readonly name = 'TableError'
}
