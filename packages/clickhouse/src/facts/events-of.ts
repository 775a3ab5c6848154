import type { ConnectionId, ContactNo, Instant } from '@esplanade/core/schema'
import type { StoredEvent } from '@esplanade/core/store'
import type { FactContext } from './context.ts'
import { standingSql } from './event-table.ts'

/** Events that one page holds at most. */
const EVENTS_PER_PAGE = 8_192

/** A few contacts' events as they were told, oldest first, in pages. */
export async function* eventsOf(
  context: FactContext,
  contacts: readonly ContactNo[],
  types: readonly string[],
): AsyncGenerator<readonly StoredEvent[]> {
  if (contacts.length === 0 || types.length === 0) return
  const among = context.numbersOf(contacts).join(', ')
  const parts = [...new Set(types)].map(
    type => `select type, event_id, contact_no, ts, source, properties
      from ${standingSql(context, type)} and contact_no in (${among})`,
  )
  const rows = await context.server.rows<StoredRow>({
    sql: `select type, event_id as id, contact_no as contact, ts as at, source, properties
      from (${parts.join(' union all ')}) order by ts, type, event_id`,
  })
  for (let from = 0; from < rows.length; from += EVENTS_PER_PAGE) {
    yield rows.slice(from, from + EVENTS_PER_PAGE).map(row => storedEvent(row, context))
  }
}

interface StoredRow {
  readonly type: string
  readonly id: string
  readonly contact: number
  readonly at: string
  readonly source: string
  readonly properties: string
}

const storedEvent = (row: StoredRow, context: FactContext): StoredEvent => ({
  type: row.type,
  eventId: BigInt(row.id),
  contactNo: context.resolve(row.contact) as ContactNo,
  at: Number(row.at) as Instant,
  source: row.source as ConnectionId,
  properties: JSON.parse(row.properties) as StoredEvent['properties'],
})
