import type { AmountPlace, UnconvertedAmounts } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { noteChanged } from './contact-changes.ts'
import { conversionSql, moneyOf, toldAmountsSql } from './conversion-sql.ts'
import { type EventPropertyRow, type EventTypeRow, eventProperties, eventTypes } from './event-types.ts'
import { hotTable, livingSql, propertyColumn } from './hot-table.ts'
import { insideSql } from './scan-sql.ts'

/** Rows with JSON properties, of a type whose table has them from `firstSeq` on. */
interface NewRows {
  readonly relation: string
  readonly firstSeq: number
}

/**
 * Notes which amounts of new rows are in another currency than the hub's, with what they were converted
 * to, and puts that into the type's table. Only rows without an amount of the hub's currency are looked at.
 */
export async function convertNew(
  session: Session,
  type: EventTypeRow,
  properties: readonly EventPropertyRow[],
  { relation, firstSeq }: NewRows,
): Promise<void> {
  for (const property of moneyOf(properties)) {
    const lacking = `select seq from ${hotTable(type)} where seq >= ${firstSeq} and ${propertyColumn(property)} is null`
    if ((await session.rows(`${lacking} limit 1`)).length === 0) continue
    const rows = `(select * from ${relation} semi join (${lacking}) using (seq))`
    await session.run(
      `insert into foreign_amount by name
       select ${type.no} as type_no, ${property.no} as property_no, *
       from ${conversionSql(toldAmountsSql(rows, property.name))}`,
    )
    const readable = `(select seq, converted from foreign_amount
      where ${isOf(property)} and seq >= ${firstSeq} and converted is not null)`
    if ((await session.rows(`from ${readable} limit 1`)).length === 0) continue
    await fill(session, type, property, { amounts: readable, firstSeq })
  }
}

/** Notes anew what a table that was written anew says in other currencies. */
export async function convertAll(
  session: Session,
  type: EventTypeRow,
  properties: readonly EventPropertyRow[],
): Promise<void> {
  await session.run('delete from foreign_amount where type_no = $1', [type.no])
  await convertNew(session, type, properties, { relation: livingSql(type), firstSeq: 0 })
}

/** Converts by the rates as they are now, and notes whom that concerns: they have to be evaluated anew. */
export async function convertAgain(session: Session): Promise<void> {
  await session.run(
    `create or replace temp table moved as
     select * from ${conversionSql(`(select * rename (converted as before, rate_of as rate_before) from foreign_amount)`)}
     where converted is distinct from before or rate_of is distinct from rate_before`,
  )
  await session.run(
    `update foreign_amount f set converted = moved.converted, rate_of = moved.rate_of from moved
     where f.seq = moved.seq and f.type_no = moved.type_no and f.property_no = moved.property_no`,
  )
  const properties = await eventProperties(session)
  for (const type of (await eventTypes(session)).values()) {
    for (const property of moneyOf(properties.filter(({ typeNo }) => typeNo === type.no))) {
      const amounts = `(select seq, converted from moved where ${isOf(property)} and converted is distinct from before)`
      if ((await session.rows(`from ${amounts} limit 1`)).length > 0)
        await fill(session, type, property, { amounts, firstSeq: 0 })
    }
  }
  await noteChanged(
    session,
    `select distinct coalesce(a.into_no, l.contact_no) as contact_no
     from event_log l semi join (from moved where converted is distinct from before) using (seq)
     left join contact_alias a on a.from_no = l.contact_no`,
    'events',
  )
  await session.run('drop table moved')
}

/** Counts amounts that no rate converts; of a property without a column in the log, which is slower. */
export async function foreignAmounts(
  session: Session,
  places: readonly AmountPlace[],
): Promise<UnconvertedAmounts[]> {
  const types = await eventTypes(session)
  const properties = await eventProperties(session)
  const found: UnconvertedAmounts[] = []
  for (const { event, property, ...reach } of places) {
    const type = types.get(event)
    const column = moneyOf(properties).find(row => row.typeNo === type?.no && row.name === property)
    if (type === undefined) {
      found.push({ count: 0, currencies: [] })
      continue
    }
    const amounts =
      type.hot && column !== undefined
        ? `(from foreign_amount where ${isOf(column)})`
        : conversionSql(toldAmountsSql(livingSql(type), property))
    found.push(
      await session.one<UnconvertedAmounts>(
        `select count(*) as count, coalesce(list(distinct currency order by currency), []) as currencies
         from ${amounts} where converted is null and ${insideSql(reach)}`,
      ),
    )
  }
  return found
}

/** Puts amounts (`seq` and `converted`) into the column of their property. */
async function fill(
  session: Session,
  type: EventTypeRow,
  property: EventPropertyRow,
  { amounts, firstSeq }: { readonly amounts: string; readonly firstSeq: number },
): Promise<void> {
  await session.run(
    `update ${hotTable(type)} h set ${propertyColumn(property)} = f.converted from ${amounts} f
     where h.seq = f.seq and h.seq >= ${firstSeq}`,
  )
}

const isOf = ({ typeNo, no }: EventPropertyRow): string => `type_no = ${typeNo} and property_no = ${no}`
