/** A part of a table read from a file. All values are text, as a person would type them; null is empty. */
export interface TableChunk {
  readonly names: readonly string[]
  /** One list of values per name, all of the same length. */
  readonly columns: readonly (readonly (string | null)[])[]
  /** Line of each row in the file, counted from 1 with the header; a row number where files have no lines. */
  readonly lines: Float64Array
  /** Rows that could not be read, wherever in the file they were found until now. */
  readonly rejects: readonly TableReject[]
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
