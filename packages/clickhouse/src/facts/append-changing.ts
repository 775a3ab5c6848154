import { literal } from '../engine/sql.ts'
import type { ToldEvent } from './append.ts'
import { EVENT_COLUMNS, eventRow } from './append-events.ts'
import type { FactContext } from './context.ts'

/** Events that are looked up by one statement. */
const EVENTS_PER_LOOKUP = 2_000

interface Standing {
  readonly id: string
  readonly at: string
  readonly contact: number
  readonly properties: string
  readonly version: number
  readonly gone: number
}

/**
 * Events that may change: the last telling holds, if it says anything else than the standing version.
 * A correction is one row with a higher version, so there is no moment at which both hold or neither.
 */
export async function appendChanging(
  context: FactContext,
  told: readonly ToldEvent[],
): Promise<{ events: number; corrected: number }> {
  const rows: unknown[][] = []
  let events = 0
  let corrected = 0
  for (const [type, own] of Map.groupBy(told, event => event.type)) {
    const last = new Map(own.map(event => [event.eventId, event]))
    const known = await standingOf(context, type, [...last.keys()])
    for (const event of last.values()) {
      const before = known.get(event.eventId)
      const stands = before !== undefined && before.gone === 0
      if (!(stands ? event.retracted || differs(event, before, context) : !event.retracted)) continue
      if (stands) corrected += 1
      else events += 1
      rows.push([...eventRow(event), (before?.version ?? 0) + 1, event.retracted ? 1 : 0])
    }
  }
  await context.server.insert('changing_event', [...EVENT_COLUMNS, 'version', 'gone'], rows)
  return { events, corrected }
}

/** The same told of another number of the same person is the same. */
const differs = (event: ToldEvent, before: Standing, context: FactContext): boolean =>
  event.at !== Number(before.at) ||
  event.properties !== before.properties ||
  context.resolve(event.contactNo) !== context.resolve(before.contact)

async function standingOf(
  { server }: FactContext,
  type: string,
  ids: readonly bigint[],
): Promise<Map<bigint, Standing>> {
  const known = new Map<bigint, Standing>()
  for (let from = 0; from < ids.length; from += EVENTS_PER_LOOKUP) {
    const some = ids.slice(from, from + EVENTS_PER_LOOKUP).join(', ')
    const rows = await server.rows<Standing>({
      sql: `select event_id as id, ts as at, contact_no as contact, properties, version, gone
        from ${server.table('changing_event')} final where type = ${literal(type)} and event_id in (${some})`,
    })
    for (const row of rows) known.set(BigInt(row.id), row)
  }
  return known
}
