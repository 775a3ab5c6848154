import type { ConnectionId, ContactNo, Instant } from '@esplanade/core/schema'
import type { StoredEvent } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { paged } from '../engine/paged.ts'
import { joined } from '../engine/sql.ts'
import { type EventTypeRow, eventTypes } from './event-types.ts'
import { hotTable } from './hot-table.ts'

/** Events that are fetched from the log one by one; of more, the log is read through. */
const MOST_FETCHED = 128

/**
 * Reads a few contacts' events from the log, which has them whole. The tables of their types tell which
 * they are, by their columns of contacts alone; where there are too many, or a type has no table, the
 * log's columns of type and contact do.
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
  const seqs = await fewSeqs(database, asked)
  if (seqs?.length === 0) return
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
  // A number at a time, since the engine skips what lies elsewhere for one of them and not for a list.
  const fetched = seqs?.map(seq => `from event_log where seq = ${seq}`).join(' union all ')
  const sql = `select t.name, e.event_id, coalesce(a.into_no, e.contact_no), e.ts, e.source, e.properties
    from ${fetched === undefined ? 'event_log' : `(${fetched})`} e join event_type t using (type_no)
    left join contact_alias a on a.from_no = e.contact_no
    ${fetched === undefined ? `where ${among(asked, 'e.')} and ${joined(reach, 'or', 'false')}` : ''} order by e.ts, t.name, e.event_id`
  yield* paged(database, sql, [], ([type, eventId, contactNo, at, source, properties]) => ({
    type: type as string,
    eventId: eventId as bigint,
    contactNo: Number(contactNo) as ContactNo,
    at: Number(at) as Instant,
    source: source as ConnectionId,
    properties: JSON.parse(properties as string) as StoredEvent['properties'],
  }))
}

interface Asked {
  readonly rows: readonly EventTypeRow[]
  readonly numbers: readonly number[]
}

/** Where the events stand in the log; undefined where that is not to be had, or too much. */
async function fewSeqs(database: Database, asked: Asked): Promise<readonly number[] | undefined> {
  if (!asked.rows.every(({ hot }) => hot)) return undefined
  const parts = asked.rows.map(row => `select seq from ${hotTable(row)} where ${among(asked)}`)
  const rows = await database.read(session =>
    session.rows<{ seq: number }>(`${parts.join(' union all ')} limit ${MOST_FETCHED + 1}`),
  )
  return rows.length > MOST_FETCHED ? undefined : rows.map(({ seq }) => seq)
}

const among = ({ numbers }: { readonly numbers: readonly number[] }, table = ''): string =>
  `${table}contact_no in (${numbers.join(', ')})`

function some(numbers: readonly number[], sql: (list: string) => string): string[] {
  return numbers.length === 0 ? [] : [`(${sql(numbers.join(', '))})`]
}
