import type { UnreadableValues } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { memberSql, statedSql } from './convert.ts'
import { eventProperties, eventTypes } from './event-types.ts'
import { hotTable, propertyColumn } from './hot-table.ts'

/** Counts values that the log has and the typed column has not, one pass per type that has a table. */
export async function unreadableValues(session: Session): Promise<UnreadableValues[]> {
  const properties = await eventProperties(session)
  const found: UnreadableValues[] = []
  for (const type of (await eventTypes(session)).values()) {
    const own = properties.filter(({ typeNo }) => typeNo === type.no)
    if (!type.hot || own.length === 0) continue
    const counts = own.map(row => {
      const lost = `h.${propertyColumn(row)} is null and ${statedSql(memberSql('l.properties', row.name))}`
      return `count(*) filter (where ${lost}) as ${propertyColumn(row)}`
    })
    const row = await session.one<Record<string, number>>(
      `select ${counts.join(', ')} from ${hotTable(type)} h join event_log l using (seq)`,
    )
    for (const { no, name } of own) {
      const count = row[`p_${no}`] ?? 0
      if (count > 0) found.push({ event: type.name, property: name, count })
    }
  }
  return found
}
