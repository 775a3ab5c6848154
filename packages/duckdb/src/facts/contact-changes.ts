import type { ChangedContacts } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { sequence } from '../engine/sql.ts'
import { reserve } from '../state/number-counter.ts'

/** What about contacts changed: who they are and their attributes, or beside that their old events. */
export type Changed = 'profile' | 'events'

/** Stands for every contact; numbers start at 1. */
const EVERYBODY = 0

/** Notes the contacts of a query, so that the next evaluation looks at them anew. */
export async function noteChanged(session: Session, contacts: string, changed: Changed): Promise<void> {
  const [noted] = await session.rows<{ Count: number }>(
    `insert into contact_change
     select next, contact_no, ${changed === 'events'} from (${contacts}), number_counter where kind = 'event'`,
  )
  // Only what changes something moves the watermark.
  if ((noted?.Count ?? 0) > 0) await reserve(session, 'event', 1)
}

/** Notes that everybody may read differently from now on. */
export const noteEverybodyChanged = (session: Session): Promise<void> =>
  noteChanged(session, `select ${EVERYBODY} as contact_no`, 'events')

/** The number of the latest change: events and all else share one counter. */
export const watermark = async (session: Session): Promise<number> => (await reserve(session, 'event', 0)) - 1

/** What changed after `since` beside new events; a correction is known by the retraction that it leaves in the log. */
export async function changedContacts(session: Session, since: number): Promise<ChangedContacts> {
  const noted = await session.rows<{ no: number; events: boolean }>(
    `select contact_no as no, bool_or(events) as events from contact_change
     where seq > ${sequence(since)} group by contact_no order by contact_no`,
  )
  const corrected = await session.rows<{ type: string; no: number }>(
    `select distinct t.name as type, coalesce(a.into_no, l.contact_no) as no
     from event_log l join event_type t using (type_no) left join contact_alias a on a.from_no = l.contact_no
     where l.seq > ${sequence(since)} and l.retraction order by all`,
  )
  const merged = noted.flatMap(({ no, events }) => (events && no !== EVERYBODY ? [no] : []))
  const byType = [...Map.groupBy(corrected, ({ type }) => type)]
  return {
    size: await reserve(session, 'contact', 0),
    everybody: noted.some(({ no }) => no === EVERYBODY),
    profiles: Uint32Array.from(
      noted.map(({ no }) => no),
      Number,
    ),
    events: [
      ...(merged.length === 0 ? [] : [{ type: null, contacts: Uint32Array.from(merged) }]),
      ...byType.map(([type, rows]) => ({ type, contacts: Uint32Array.from(rows, ({ no }) => no) })),
    ],
  }
}
