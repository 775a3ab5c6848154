import { StoreError } from '@esplanade/core/store'
import type { Server } from '../engine/server.ts'
import { identifier } from '../engine/sql.ts'
import { facts } from './0001-facts.ts'
import { exchangeRates } from './0002-exchange-rates.ts'
import { createStatements, type FactTable } from './table.ts'

/** Tables by the version of the schema that brought them; a released one is never edited. */
const MIGRATIONS: readonly (readonly FactTable[])[] = [facts, exchangeRates]

/**
 * Brings a database to the newest schema. Every statement may be repeated, as ClickHouse has no
 * transaction around them. Throws `StoreError` (`newer-schema`) for one that a newer Esplanade wrote.
 */
export async function migrate(server: Server, cluster: string | undefined): Promise<void> {
  const database = identifier(server.database)
  const on = cluster === undefined ? '' : ` on cluster ${identifier(cluster)}`
  await server.run(`create database if not exists ${database}${on}`)
  await server.run(
    `create table if not exists ${database}.schema_version${on} (version UInt32) engine = MergeTree order by version`,
  )
  const [row] = await server.rows<{ version: number }>({
    sql: `select max(version) as version from ${database}.schema_version`,
  })
  const current = row?.version ?? 0
  if (current > MIGRATIONS.length) {
    throw new StoreError(
      'newer-schema',
      `The database ${server.database} has schema ${current}; this version of Esplanade knows schemas up to ${MIGRATIONS.length}. Update this installation and try again.`,
    )
  }
  for (const [index, tables] of MIGRATIONS.entries()) {
    if (index < current) continue
    const names = { database, cluster: cluster === undefined ? undefined : identifier(cluster) }
    for (const table of tables) {
      for (const statement of createStatements(table, names)) await server.run(statement)
    }
    await server.run(`insert into ${database}.schema_version select ${index + 1}`)
  }
}
