import type { AmountPlace, UnreadableValues } from '@esplanade/core/store'
import { literal } from '../engine/sql.ts'
import type { FactContext } from './context.ts'
import { statedSql } from './convert.ts'
import { eventTable, standingSql } from './event-table.ts'

/** Events that hold, by type. */
export async function countEvents({ server, prepared }: FactContext): Promise<ReadonlyMap<string, number>> {
  // What was stored of a type before it could change has been carried over.
  const carried =
    prepared.changing.length === 0 ? 'true' : `type not in (${prepared.changing.map(literal).join(', ')})`
  const rows = await server.rows<{ type: string; n: string }>({
    sql: `select type, count() as n from ${server.table('event')} where ${carried} group by type
      union all
      select type, count() as n from ${server.table('changing_event')} final where gone = 0 group by type`,
  })
  return new Map(rows.map(({ type, n }) => [type, Number(n)]))
}

/** Counts values that the properties have and the typed column has not, one pass per named type. */
export async function unreadableValues(context: FactContext): Promise<UnreadableValues[]> {
  const { server, prepared } = context
  const found: UnreadableValues[] = []
  for (const [event, names] of Object.entries(prepared.named)) {
    const columns = names.flatMap(name => prepared.properties.findLast(column => column.name === name) ?? [])
    if (columns.length === 0) continue
    const { columnOf } = eventTable(
      context,
      event,
      columns.map(property => ({ property, where: null })),
    )
    const counts = columns.map(
      (property, index) =>
        `countIf(${columnOf(property)} is null and ${statedSql('properties', property.name, `u_${index}`)}) as c${index}`,
    )
    const [row] = await server.rows<Record<string, string>>({
      sql: `select ${counts.join(', ')} from ${standingSql(context, event)}`,
    })
    for (const [index, { name }] of columns.entries()) {
      const count = Number(row?.[`c${index}`] ?? 0)
      if (count > 0) found.push({ event, property: name, count })
    }
  }
  return found
}

/** How the hub writes an amount in another currency than its own. */
const FOREIGN = ' [A-Z]{3}$'

/** Counts such amounts, one pass per place. */
export async function foreignAmounts(
  context: FactContext,
  places: readonly AmountPlace[],
): Promise<number[]> {
  const { server } = context
  const counts: number[] = []
  for (const { event, property, after, until } of places) {
    const told = `match(JSONExtractString(properties, ${literal(property)}), '${FOREIGN}')`
    const inside = `ts <= ${until}${after === null ? '' : ` and ts > ${after}`}`
    const [row] = await server.rows<{ n: string }>({
      sql: `select count() as n from ${standingSql(context, event)} and ${inside} and ${told}`,
    })
    counts.push(Number(row?.n ?? 0))
  }
  return counts
}
