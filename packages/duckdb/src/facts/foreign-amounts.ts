import type { AmountPlace } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { memberSql } from './convert.ts'
import { eventProperties, eventTypes } from './event-types.ts'
import { hotTable, propertyColumn } from './hot-table.ts'
import { insideSql } from './scan-sql.ts'

/** How the hub writes an amount in another currency than its own. */
const FOREIGN = '.* [A-Z]{3}'

/** Counts such amounts; only rows without an amount in the hub's currency are looked up in the log. */
export async function foreignAmounts(session: Session, places: readonly AmountPlace[]): Promise<number[]> {
  const types = await eventTypes(session)
  const properties = await eventProperties(session)
  const counts: number[] = []
  for (const { event, property, ...reach } of places) {
    const type = types.get(event)
    const column = properties.find(
      row => row.typeNo === type?.no && row.name === property && row.type === 'money',
    )
    if (!type?.hot || column === undefined) {
      counts.push(0)
      continue
    }
    const { n } = await session.one<{ n: number }>(
      `select count(*) as n
       from (select seq from ${hotTable(type)} where ${propertyColumn(column)} is null and ${insideSql(reach)})
       join event_log l using (seq)
       where regexp_full_match(${memberSql('l.properties', property).text}, '${FOREIGN}')`,
    )
    counts.push(n)
  }
  return counts
}
