import { type Catalog, fractionDigits, type Instant, type ValueType } from '@esplanade/core/schema'
import type { PropertyRef } from '@esplanade/core/segments'
import type { Session } from '../engine/session.ts'
import { identifier, number } from '../engine/sql.ts'
import { attributeRows, columnOf } from '../facts/contact-table.ts'
import { COLUMN_TYPES } from '../facts/convert.ts'
import { eventSource } from '../facts/event-source.ts'
import { setting } from '../facts/settings.ts'

/** Beside one for each event type: everybody, and the one row with the instant of the evaluation. */
const CONTACTS = 'contact'
const EVALUATION = 'evaluation'

/** What a query may read, in lower case. An event type of one of the two names above is not among it. */
export const tableNames = ({ events }: Catalog): Set<string> =>
  new Set([CONTACTS, EVALUATION, ...events.keys()])

/**
 * The tables as common table expressions, `name as (select …)`: names and types of the catalog over the
 * numbered columns underneath. Amounts are in major units, instants are timestamps in UTC.
 */
export async function tableSql(
  session: Session,
  name: string,
  { catalog, asOf }: { catalog: Catalog; asOf: Instant },
): Promise<string> {
  if (name === EVALUATION) return `${EVALUATION} as (select ${timestamp(number(asOf))} as as_of)`
  const digits = fractionDigits((await setting(session, 'currency')) ?? '') ?? 0
  return name === CONTACTS ? contactsSql(session, digits) : eventsSql(session, name, catalog, digits)
}

async function contactsSql(session: Session, digits: number): Promise<string> {
  const columns = (await attributeRows(session)).map(row => valueSql(columnOf(row), row, digits))
  return `${CONTACTS} as (
    select contact_no${columns.join('')}
    from (select distinct contact_no from identity_now) left join contact using (contact_no))`
}

async function eventsSql(
  session: Session,
  type: string,
  { events }: Catalog,
  digits: number,
): Promise<string> {
  const properties = [...(events.get(type)?.properties ?? [])].map(([name, value]) => ({ name, type: value }))
  const aggregates = properties.map(property => ({ property, where: null }))
  const source = await eventSource(session, { type, aggregates })
  if (source === undefined) return `${identifier(type)} as (${emptySql(properties, digits)})`
  const columns = properties.map(property => valueSql(source.columnOf(property), property, digits))
  return `${identifier(type)} as (
    select coalesce(alias.into_no, e.contact_no) as contact_no, ${timestamp('ts')} as happened_at${columns.join('')}
    from ${source.relation} e left join contact_alias alias on alias.from_no = e.contact_no)`
}

/** A type that never occurred has all its columns, and no row. */
function emptySql(properties: readonly PropertyRef[], digits: number): string {
  const columns = properties.map(property =>
    valueSql(`null::${COLUMN_TYPES[property.type]}`, property, digits),
  )
  return `select 0::uinteger as contact_no, ${timestamp('0')} as happened_at${columns.join('')} where false`
}

function valueSql(column: string, { name, type }: { name: string; type: ValueType }, digits: number): string {
  return `, ${readable(column, type, digits)} as ${identifier(name)}`
}

function readable(column: string, type: ValueType, digits: number): string {
  switch (type) {
    case 'money':
      return `(${column}::decimal(19, 0) / ${10 ** digits})::decimal(18, ${digits})`
    case 'instant':
      return timestamp(column)
    case 'date':
      return `(date '1970-01-01' + ${column})`
    default:
      return column
  }
}

const timestamp = (milliseconds: string): string => `make_timestamp((${milliseconds})::bigint * 1000)`
