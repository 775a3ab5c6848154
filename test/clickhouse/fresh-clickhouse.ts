import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clickhouse } from '@esplanade/clickhouse'
import type { StoreSource } from '@esplanade/core/store'
import type { FreshStore } from '@esplanade/core/store/suites'
import { duckdb } from '@esplanade/duckdb'
import { chdbClient } from './chdb.ts'

const folder = mkdtempSync(join(tmpdir(), 'esplanade-chdb-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
// The engine ends with its last connection and does not begin again: this one stays.
const engine = chdbClient(join(folder, 'engine'))
let databases = 0

/** Facts in a database of their own on the engine of this process, beside a state in a DuckDB file. */
export async function freshClickHouse(): Promise<FreshStore & { readonly source: StoreSource }> {
  databases += 1
  const database = `facts_${databases}`
  const source = clickhouse({
    url: 'http://chdb.invalid',
    database,
    state: duckdb({ file: join(folder, `${database}.duckdb`), threads: 1 }),
    client: () => chdbClient(join(folder, 'engine')),
  })
  return {
    source,
    open: () => source.open(),
    remove: () => engine.command({ query: `drop database ${database}` }).then(() => undefined),
  }
}
