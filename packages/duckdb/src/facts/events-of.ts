import type { ConnectionId, ContactNo, Instant } from '@esplanade/core/schema'
import type { StoredEvent } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { paged } from '../engine/paged.ts'
import { joined } from '../engine/sql.ts'
import { eventTypes } from './event-types.ts'

/**
 * Reads a few contacts' events from the log, which has them whole. Only the columns of type and contact
 * are read for everybody; the rest is fetched for the rows that match.
 */
export async function* eventsOf(
  database: Database,
  contacts: readonly ContactNo[],
  types: readonly string[],
): AsyncGenerator<readonly StoredEvent[]> {
  const asked = await database.read(async session => {
    const known = await eventTypes(session)
    const rows = types.flatMap(name => known.get(name) ?? [])
    const numbers = contacts.join(', ')
    const merged =
      contacts.length === 0
        ? []
        : await session.rows<{ no: number }>(
            `select from_no as no from contact_alias where into_no in (${numbers})`,
          )
    return { rows, numbers: [...contacts, ...merged.map(({ no }) => no)] }
  })
  if (asked.rows.length === 0 || asked.numbers.length === 0) return
  const typeNos = (correctable: boolean) =>
    asked.rows.filter(row => row.correctable === correctable).map(({ no }) => no)
  // A type whose events may change keeps every telling in the log; its standing one is `event_current`'s.
  const reach = [
    ...some(typeNos(false), numbers => `type_no in (${numbers})`),
    ...some(
      typeNos(true),
      numbers => `type_no in (${numbers}) and seq in (select seq from event_current where ${among(asked)})`,
    ),
  ]
  const sql = `select t.name, e.event_id, coalesce(a.into_no, e.contact_no), e.ts, e.source, e.properties
    from event_log e join event_type t using (type_no) left join contact_alias a on a.from_no = e.contact_no
    where ${among(asked, 'e.')} and ${joined(reach, 'or', 'false')} order by e.ts, t.name, e.event_id`
  yield* paged(database, sql, [], ([type, eventId, contactNo, at, source, properties]) => ({
    type: type as string,
    eventId: eventId as bigint,
    contactNo: Number(contactNo) as ContactNo,
    at: Number(at) as Instant,
    source: source as ConnectionId,
    properties: JSON.parse(properties as string) as StoredEvent['properties'],
  }))
}

const among = ({ numbers }: { readonly numbers: readonly number[] }, table = ''): string =>
  `${table}contact_no in (${numbers.join(', ')})`

function some(numbers: readonly number[], sql: (list: string) => string): string[] {
  return numbers.length === 0 ? [] : [`(${sql(numbers.join(', '))})`]
}
