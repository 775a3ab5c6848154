import type { FactContext } from '../facts/context.ts'
import { identifier } from './sql.ts'

/** Changes or deletes stored rows of a table on every server of the cluster, and waits until it is done. */
export async function mutate(
  { server, cluster }: Pick<FactContext, 'server' | 'cluster'>,
  table: string,
  change: string,
): Promise<void> {
  const name = server.table(cluster === undefined ? table : `${table}_local`)
  const on = cluster === undefined ? '' : ` on cluster ${identifier(cluster)}`
  await server.run(`alter table ${name}${on} ${change}`, { mutations_sync: '2' })
}
