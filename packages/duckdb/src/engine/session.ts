import {
  blobValue,
  type DuckDBConnection,
  type DuckDBMaterializedResult,
  type DuckDBValue,
} from '@duckdb/node-api'
import { type Chunk, chunkOf } from './chunk.ts'
import { appendColumns, type StagedColumn, stageColumns } from './stage.ts'
import { asStoreError } from './store-error.ts'

/** A value bound to a `$n` of a statement; whole numbers are bound as integers, bytes as a blob. */
export type Parameter = string | number | bigint | boolean | null | Uint8Array

/**
 * One connection, used for one statement at a time. Results are always materialised inside the
 * engine: a streaming result is cut short in silence by the next statement on its connection, and one
 * left unread keeps the file locked after `close`.
 */
export class Session {
  readonly #connection: DuckDBConnection
  readonly #file: string

  constructor(connection: DuckDBConnection, file: string) {
    this.#connection = connection
    this.#file = file
  }

  async run(sql: string, parameters: readonly Parameter[] = []): Promise<void> {
    await this.#result(sql, parameters)
  }

  /** Rows as objects, for small answers: integers become numbers, lists arrays. */
  async rows<Row>(sql: string, parameters: readonly Parameter[] = []): Promise<Row[]> {
    const result = await this.#result(sql, parameters)
    const rows: Row[] = []
    for (const row of await result.getRowObjects()) {
      // The statement beside the call is what makes these columns a Row; the binding knows no row types.
      rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])) as Row)
    }
    return rows
  }

  /** The only row of an answer that always has exactly one. */
  async one<Row>(sql: string, parameters: readonly Parameter[] = []): Promise<Row> {
    const [row] = await this.rows<Row>(sql, parameters)
    if (row === undefined) throw new Error(`Expected one row from: ${sql}`)
    return row
  }

  /** Columnar answers, chunk by chunk. The statement has run when this resolves. */
  async chunks(sql: string, parameters: readonly Parameter[] = []): Promise<AsyncIterable<Chunk>> {
    return chunksOf(await this.#result(sql, parameters))
  }

  /** The same for a statement that must not take longer; ended by then, it throws what DuckDB says of that. */
  async within(milliseconds: number, sql: string): Promise<AsyncIterable<Chunk>> {
    const timer = setTimeout(() => this.#connection.interrupt(), milliseconds)
    try {
      return await this.chunks(sql)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Makes a temporary table of this connection from columns, replacing one of the same name. */
  async stage(table: string, columns: readonly StagedColumn[]): Promise<void> {
    await this.#guard(() => stageColumns(this.#connection, table, columns))
  }

  /** Appends rows to a stored table; the columns are those of the table, in its order. */
  async append(table: string, columns: readonly StagedColumn[]): Promise<void> {
    await this.#guard(() => appendColumns(this.#connection, { table }, columns))
  }

  close(): void {
    this.#connection.disconnectSync()
  }

  #result(sql: string, parameters: readonly Parameter[]): Promise<DuckDBMaterializedResult> {
    return this.#guard(() =>
      parameters.length === 0 ? this.#connection.run(sql) : this.#connection.run(sql, parameters.map(bound)),
    )
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      throw asStoreError(cause, this.#file)
    }
  }
}

const bound = (value: Parameter): DuckDBValue => (value instanceof Uint8Array ? blobValue(value) : value)

/**
 * The result lies in memory already, so its chunks are taken at once: the binding's own iteration hands
 * each of them to a thread and back, which takes longer than reading it.
 */
async function* chunksOf(result: DuckDBMaterializedResult): AsyncGenerator<Chunk> {
  const { chunkCount } = result
  for (let index = 0; index < chunkCount; index++) yield chunkOf(result.getChunk(index))
}

function plain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)) {
    return value.items.map(plain)
  }
  return value
}
