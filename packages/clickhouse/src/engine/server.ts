import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { type ColumnKind, type ReadColumn, readRowBinary } from './row-binary.ts'
import { identifier } from './sql.ts'

/** A statement and the texts of its parameters, by name. */
export interface Statement {
  readonly sql: string
  readonly parameters?: Readonly<Record<string, string>>
}

/** What every statement relies on, whatever the server's own defaults are. */
const SETTINGS: ClickHouseSettings = {
  // An unmatched row of a join says null, not 0 or ''.
  join_use_nulls: 1,
  // Numbers beyond 2^53 cross over as texts.
  output_format_json_quote_64bit_integers: 1,
  // Texts too long for parameters, and rosters, stand in the statement.
  max_query_size: '268435456',
  // A backfill may hold rows of any number of months.
  max_partitions_per_insert_block: '0',
  // A merge keeps rows apart by (type, event id) over the whole table, so one that moves to another part is replaced too.
  do_not_merge_across_partitions_select_final: 0,
}

/** Rows that one INSERT holds at most, so that each is stored as one block: all of it or nothing. */
const ROWS_PER_INSERT = 500_000

/** One database on a ClickHouse server or cluster. */
export class Server {
  readonly database: string
  readonly #client: ClickHouseClient
  readonly #settings: ClickHouseSettings

  constructor(client: ClickHouseClient, database: string, settings: ClickHouseSettings = {}) {
    this.#client = client
    this.database = database
    this.#settings = { ...SETTINGS, ...settings }
  }

  /** The quoted name of a table of this database. */
  table(name: string): string {
    return `${identifier(this.database)}.${identifier(name)}`
  }

  async run(sql: string, settings: ClickHouseSettings = {}): Promise<void> {
    await this.#client.command({ query: sql, clickhouse_settings: { ...this.#settings, ...settings } })
  }

  /** Rows as objects, for small answers. Integers of 64 bits come as texts. */
  async rows<Row>({ sql, parameters = {} }: Statement): Promise<Row[]> {
    const answer = await this.#client.query({
      query: sql,
      format: 'JSONEachRow',
      query_params: parameters,
      use_multipart_params_auto: true,
      clickhouse_settings: this.#settings,
    })
    return answer.json<Row>()
  }

  /** Columns as typed arrays, part by part, for large answers. */
  async *columns(
    { sql, parameters = {} }: Statement,
    kinds: readonly ColumnKind[],
  ): AsyncGenerator<ReadColumn[]> {
    const { stream } = await this.#client.exec({
      query: `${sql} format RowBinary`,
      query_params: parameters,
      clickhouse_settings: this.#settings,
    })
    yield* readRowBinary(stream, kinds)
  }

  async insert(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
      await this.#client.insert({
        table: this.table(table),
        columns: [...columns] as [string, ...string[]],
        values: rows.slice(from, from + ROWS_PER_INSERT),
        format: 'JSONCompactEachRow',
        clickhouse_settings: this.#settings,
      })
    }
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}
