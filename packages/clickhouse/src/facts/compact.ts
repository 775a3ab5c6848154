import type { CompactReport } from '@esplanade/core/store'
import { identifier } from '../engine/sql.ts'
import type { FactContext } from './context.ts'

/** Tables whose rows the server puts in order by itself, part by part, in the background. */
const TABLES = ['event', 'changing_event', 'attribute_value'] as const

/** The server keeps its tables in order without being asked; `force` has it finish now. */
export async function compact(
  { server, cluster }: FactContext,
  { force }: { readonly force: boolean },
): Promise<CompactReport> {
  if (!force) return { tables: 0, rows: 0 }
  let rows = 0
  for (const name of TABLES) {
    const local = cluster === undefined ? name : `${name}_local`
    const on = cluster === undefined ? '' : ` on cluster ${identifier(cluster)}`
    await server.run(`optimize table ${server.table(local)}${on} final`)
    const [count] = await server.rows<{ n: string }>({
      sql: `select count() as n from ${server.table(name)}`,
    })
    rows += Number(count?.n ?? 0)
  }
  return { tables: TABLES.length, rows }
}
