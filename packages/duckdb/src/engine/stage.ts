import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBVector,
  ENUM8,
  UBIGINT,
  UINTEGER,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api'
import { identifier } from './sql.ts'
import { adoptTexts, memoryOf } from './vector-memory.ts'

/** A column to stage; its SQL type follows from what holds the values. Only texts can be null. */
export interface StagedColumn {
  readonly name: string
  /** A `Float64Array` carries instants and other whole numbers; statements cast them where they are read. */
  readonly values: Numbers | readonly (string | null)[] | CodedTexts
}

type Numbers = BigUint64Array | Uint32Array | Float64Array | Uint8Array

/** A few texts that many rows share: each crosses over once. `codes` are places in `texts`. */
export interface CodedTexts {
  readonly codes: Uint8Array
  /** All different, at most 256. */
  readonly texts: readonly string[]
}

/** As many rows as DuckDB's own vectors hold. */
const ROWS_PER_CHUNK = 2048

/** Creates the temporary table `table` and fills it through the appender, a chunk of columns at a time. */
export async function stageColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly StagedColumn[],
): Promise<void> {
  const definition = columns.map(({ name, values }) => `${identifier(name)} ${typeOf(values).toString()}`)
  await connection.run(`create or replace temp table ${identifier(table)} (${definition.join(', ')})`)
  await appendColumns(connection, { table, catalog: 'temp' }, columns)
}

/** Appends columns to a table, which has them in this order and of these types, a chunk at a time. */
export async function appendColumns(
  connection: DuckDBConnection,
  { table, catalog = null }: { readonly table: string; readonly catalog?: string | null },
  columns: readonly StagedColumn[],
): Promise<void> {
  const [rowCount = 0, ...others] = columns.map(stagedLength)
  if (others.some(length => length !== rowCount)) {
    throw new Error(`The columns staged for ${table} differ in length.`)
  }
  if (rowCount === 0) return
  const types = columns.map(({ values }) => typeOf(values))
  const appender = await connection.createAppender(table, 'main', catalog)
  try {
    const chunk = DuckDBDataChunk.create(types)
    for (let from = 0; from < rowCount; from += ROWS_PER_CHUNK) {
      const to = Math.min(from + ROWS_PER_CHUNK, rowCount)
      chunk.reset()
      chunk.rowCount = to - from
      columns.forEach(({ values }, j) => {
        fill(chunk.getColumnVector(j), values, from, to)
      })
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

const isCoded = (values: StagedColumn['values']): values is CodedTexts => 'codes' in values

/** How many rows a column has. */
export const stagedLength = ({ values }: StagedColumn): number =>
  (isCoded(values) ? values.codes : values).length

function typeOf(values: StagedColumn['values']): DuckDBType {
  if (isCoded(values)) return ENUM8(values.texts)
  if (values instanceof BigUint64Array) return UBIGINT
  if (values instanceof Uint32Array) return UINTEGER
  if (values instanceof Float64Array) return DOUBLE
  return values instanceof Uint8Array ? UTINYINT : VARCHAR
}

function fill(vector: DuckDBVector, values: StagedColumn['values'], from: number, to: number): void {
  if (isCoded(values)) fillCodes(vector, values, from, to)
  else if (ArrayBuffer.isView(values)) fillNumbers(vector, values.subarray(from, to))
  else fillTexts(vector, values.slice(from, to))
  vector.flush()
}

function fillCodes(vector: DuckDBVector, { codes, texts }: CodedTexts, from: number, to: number): void {
  const part = codes.subarray(from, to)
  if (memoryOf(vector) !== undefined) fillNumbers(vector, part)
  else
    part.forEach((code, row) => {
      vector.setItem(row, texts[code] ?? null)
    })
}

function fillNumbers(vector: DuckDBVector, part: Numbers): void {
  const items = memoryOf(vector)?.items
  if (items === undefined) {
    part.forEach((value, row) => {
      vector.setItem(row, value)
    })
    return
  }
  const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
  new Uint8Array(items.buffer, items.byteOffset, items.byteLength).set(bytes)
}

function fillTexts(vector: DuckDBVector, part: (string | null)[]): void {
  const adopted = adoptTexts(vector, part)
  part.forEach((text, row) => {
    if (!adopted || text === null) vector.setItem(row, text)
  })
}
