import type { AppendReport, FactPage } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { reserve } from '../state/number-counter.ts'
import { appendAttributes } from './append-attributes.ts'
import { noteArrival } from './arrivals.ts'
import { type EventTypeRow, eventProperties } from './event-types.ts'
import { hotTable, typedSql } from './hot-table.ts'
import { setting } from './settings.ts'
import { sortEvents } from './sort-events.ts'
import { stageEvents } from './stage-events.ts'

/** Appends a page once: the log first, then the tables that show what holds now. */
export async function appendPage(session: Session, page: FactPage): Promise<AppendReport> {
  const given = page.events.reduce((sum, { eventId }) => sum + eventId.length, 0)
  const known = await session.rows('select 1 from appended_batch where id = $1', [page.batch])
  if (known.length > 0) return { repeated: true, events: 0, duplicates: given, corrected: 0 }
  await session.run('insert into appended_batch values ($1)', [page.batch])
  await appendAttributes(session, page.attributes)
  return { repeated: false, ...(await appendEvents(session, page, given)) }
}

async function appendEvents(
  session: Session,
  { events: blocks, receivedAt }: Pick<FactPage, 'events' | 'receivedAt'>,
  given: number,
): Promise<Omit<AppendReport, 'repeated'>> {
  if (given === 0) return { events: 0, duplicates: 0, corrected: 0 }
  const types = await stageEvents(session, blocks)
  await assertJson(session)
  await sortEvents(session, types)
  const { events, fresh, gone } = await session.one<{ events: number; fresh: number; gone: number }>(
    `select (select count(*) from fresh where old_seq is null) as events,
       (select count(*) from fresh) as fresh, (select count(*) from gone) as gone`,
  )
  const firstSeq = await reserve(session, 'event', gone + given)
  if (receivedAt !== undefined && gone + fresh > 0) await noteArrival(session, firstSeq, receivedAt)
  if (gone > 0) await takeBack(session, types, firstSeq)
  if (fresh > 0) await add(session, types, firstSeq + gone)
  // Temporary tables live as long as the connection; a large page would stay in memory with them.
  for (const table of ['staged', 'fresh', 'gone']) await session.run(`drop table ${table}`)
  return { events, duplicates: given - events - gone, corrected: gone }
}

/** Cancels what no longer holds: a retraction in the log, and out of the tables that show the present. */
async function takeBack(session: Session, types: readonly EventTypeRow[], firstSeq: number): Promise<void> {
  await session.run(
    `insert into event_log by name
     select ${firstSeq} - 1 + row_number() over (order by seq) as seq, * exclude (seq, retraction),
       true as retraction
     from event_log semi join gone using (seq)`,
  )
  await session.run('delete from event_current using gone where event_current.seq = gone.seq')
  for (const type of types.filter(({ hot, correctable }) => hot && correctable)) {
    await session.run(`delete from ${hotTable(type)} h using gone where h.seq = gone.seq`)
  }
}

async function add(session: Session, types: readonly EventTypeRow[], firstSeq: number): Promise<void> {
  const fresh = (type: EventTypeRow) =>
    `(select ${firstSeq} + ordinal as seq, event_id, contact_no, identity_no, ts::bigint as ts, properties
      from fresh where type_no = ${type.no} order by ordinal)`
  await session.run(
    `insert into event_log by name
     select ${firstSeq} + ordinal as seq, type_no, event_id, contact_no, identity_no, ts::bigint as ts,
       properties, source, false as retraction
     from fresh order by ordinal`,
  )
  if (types.some(({ correctable }) => correctable)) {
    await session.run(
      `insert into event_current by name
       select type_no, event_id, ${firstSeq} + ordinal as seq, contact_no, digest from fresh
       where digest is not null order by ordinal`,
    )
  }
  const properties = await eventProperties(session)
  const currency = (await setting(session, 'currency')) ?? ''
  for (const type of types.filter(({ hot }) => hot)) {
    const own = properties.filter(({ typeNo }) => typeNo === type.no)
    await session.run(`insert into ${hotTable(type)} ${typedSql(fresh(type), own, currency)}`)
  }
}

/** Text that is no JSON would make every later reading of its type fail, so it is refused with its page. */
async function assertJson(session: Session): Promise<void> {
  const [broken] = await session.rows<{ ordinal: number }>(
    'select ordinal from staged where not json_valid(properties) limit 1',
  )
  if (broken) throw new RangeError(`The properties of event ${broken.ordinal} of the page are no JSON.`)
}
