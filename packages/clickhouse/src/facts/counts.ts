import type { AmountPlace, UnconvertedAmounts, UnreadableValues } from '@esplanade/core/store'
import { literal } from '../engine/sql.ts'
import type { FactContext } from './context.ts'
import { statedSql, toldAmountSql } from './convert.ts'
import { eventTable } from './event-table.ts'

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
    const { relation, columnOf } = eventTable(
      context,
      event,
      columns.map(property => ({ property, where: null })),
      ['properties'],
    )
    const counts = columns.map(
      (property, index) =>
        `countIf(${columnOf(property)} is null and ${statedSql('properties', property.name, `u_${index}`)}) as c${index}`,
    )
    const [row] = await server.rows<Record<string, string>>({
      sql: `select ${counts.join(', ')} from ${relation}`,
    })
    for (const [index, { name }] of columns.entries()) {
      const count = Number(row?.[`c${index}`] ?? 0)
      if (count > 0) found.push({ event, property: name, count })
    }
  }
  return found
}

/** Counts amounts that no rate converts, one pass per place. */
export async function foreignAmounts(
  context: FactContext,
  places: readonly AmountPlace[],
): Promise<UnconvertedAmounts[]> {
  const { server } = context
  const found: UnconvertedAmounts[] = []
  for (const { event, property, after, until } of places) {
    const ref = { name: property, type: 'money' } as const
    const { relation, columnOf } = eventTable(
      context,
      event,
      [{ property: ref, where: null }],
      ['properties'],
    )
    const inside = `ts <= ${until}${after === null ? '' : ` and ts > ${after}`}`
    const [row] = await server.rows<{ n: string; currencies: readonly string[] }>({
      sql: `select count() as n, arraySort(groupUniqArray(right(told, 3))) as currencies
        from (select ${columnOf(ref)} as amount, ${toldAmountSql('properties', property, 'count')} as told
          from ${relation} where ${inside} and amount is null)
        where told is not null`,
    })
    found.push({ count: Number(row?.n ?? 0), currencies: row?.currencies ?? [] })
  }
  return found
}
