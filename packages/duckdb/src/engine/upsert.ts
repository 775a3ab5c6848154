import type { Session } from './session.ts'
import { identifier } from './sql.ts'
import { type StagedColumn, stagedLength } from './stage.ts'

/**
 * Replaces the rows of `table` that share `key` with a staged row, and adds the others: staged, deleted
 * and inserted, since a loop of prepared upserts runs DuckDB out of memory. Of equal keys the last counts.
 */
export async function upsert(
  session: Session,
  table: string,
  key: readonly string[],
  columns: readonly StagedColumn[],
): Promise<void> {
  const [length = 0] = columns.map(stagedLength)
  if (length === 0) return
  await session.stage('upserted', [
    ...columns,
    { name: 'ordinal', values: Uint32Array.from({ length }, (_, i) => i) },
  ])
  const keys = key.map(identifier).join(', ')
  const same = key
    .map(name => `${identifier(table)}.${identifier(name)} = u.${identifier(name)}`)
    .join(' and ')
  const names = columns.map(({ name }) => identifier(name)).join(', ')
  await session.run(`delete from ${identifier(table)} using upserted u where ${same}`)
  await session.run(
    `insert into ${identifier(table)} (${names})
     select ${names} from upserted qualify row_number() over (partition by ${keys} order by ordinal desc) = 1`,
  )
}
