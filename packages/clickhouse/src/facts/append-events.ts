import { literal } from '../engine/sql.ts'
import type { ToldEvent } from './append.ts'
import type { FactContext } from './context.ts'

/** Events that are looked up by one statement. */
const EVENTS_PER_LOOKUP = 10_000

export const EVENT_COLUMNS = ['type', 'ts', 'event_id', 'contact_no', 'identity_no', 'source', 'properties']

/** A row of the event tables; numbers of 64 bits cross over as texts. */
export const eventRow = (event: ToldEvent): unknown[] => [
  event.type,
  event.at,
  String(event.eventId),
  event.contactNo,
  event.identityNo,
  event.source,
  event.properties,
]

/**
 * Events that never change: the first telling holds, in the page and before it. The table is searched
 * only over the time that the page spans, since such an event keeps its time with its id. Returns how
 * many were new.
 */
export async function appendEvents(context: FactContext, told: readonly ToldEvent[]): Promise<number> {
  const rows: unknown[][] = []
  for (const [type, events] of Map.groupBy(told, event => event.type)) {
    const first = new Map<bigint, ToldEvent>()
    for (const event of events)
      if (!event.retracted && !first.has(event.eventId)) first.set(event.eventId, event)
    const known = await knownOf(context, type, [...first.values()])
    for (const [id, event] of first) if (!known.has(id)) rows.push(eventRow(event))
  }
  await context.server.insert('event', EVENT_COLUMNS, rows)
  return rows.length
}

async function knownOf(
  { server }: FactContext,
  type: string,
  events: readonly ToldEvent[],
): Promise<Set<bigint>> {
  const known = new Set<bigint>()
  const ordered = events.toSorted((a, b) => a.at - b.at)
  for (let from = 0; from < ordered.length; from += EVENTS_PER_LOOKUP) {
    const some = ordered.slice(from, from + EVENTS_PER_LOOKUP)
    const earliest = some[0]?.at ?? 0
    const latest = some.at(-1)?.at ?? 0
    const rows = await server.rows<{ id: string }>({
      sql: `select event_id as id from ${server.table('event')}
        where type = ${literal(type)} and ts between ${earliest} and ${latest}
        and event_id in (${some.map(({ eventId }) => eventId).join(', ')})`,
    })
    for (const { id } of rows) known.add(BigInt(id))
  }
  return known
}
