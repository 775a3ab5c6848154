import type { AppendReport, FactPage } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { reserve } from '../state/number-counter.ts'
import { appendAttributes } from './append-attributes.ts'
import { noteArrival } from './arrivals.ts'
import { type EventPage, eventPage } from './event-page.ts'
import { type EventTypeRow, eventProperties } from './event-types.ts'
import { convertNew } from './foreign-amounts.ts'
import { hotTable, typedSql } from './hot-table.ts'
import { newRows } from './new-rows.ts'
import { setting } from './settings.ts'
import { sortCorrections } from './sort-corrections.ts'
import { dropStaged, stageEvents } from './stage-events.ts'

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
  const page = await eventPage(session, blocks)
  const { rows, unchanging } = await newRows(session, page)
  if (rows.length === 0) return { events: 0, duplicates: given, corrected: 0 }
  const repeat = await stageEvents(session, page, rows)
  const changing = unchanging === rows.length ? [] : page.types.filter(({ correctable }) => correctable)
  const { added, events, gone } =
    changing.length === 0 ? { added: 0, events: 0, gone: 0 } : await sortCorrections(session, changing)
  const firstSeq = await reserve(session, 'event', gone + rows.length)
  if (receivedAt !== undefined && gone + unchanging + added > 0) {
    await noteArrival(session, firstSeq, receivedAt)
  }
  if (gone > 0) await takeBack(session, changing, firstSeq)
  if (unchanging + added > 0) await add(session, page, changing, { firstSeq: firstSeq + gone, repeat })
  await dropStaged(session)
  return { events: unchanging + events, duplicates: given - unchanging - events - gone, corrected: gone }
}

/** Cancels what no longer holds: a retraction in the log, and out of the tables that show the present. */
async function takeBack(
  session: Session,
  changing: readonly EventTypeRow[],
  firstSeq: number,
): Promise<void> {
  await session.run(
    `insert into event_log by name
     select ${firstSeq} - 1 + row_number() over (order by seq) as seq, * exclude (seq, retraction),
       true as retraction
     from event_log semi join gone using (seq)`,
  )
  await session.run('delete from event_current using gone where event_current.seq = gone.seq')
  await session.run('delete from foreign_amount using gone where foreign_amount.seq = gone.seq')
  for (const type of changing.filter(({ hot }) => hot)) {
    await session.run(`delete from ${hotTable(type)} h using gone where h.seq = gone.seq`)
  }
}

async function add(
  session: Session,
  { types, sources }: EventPage,
  changing: readonly EventTypeRow[],
  { firstSeq, repeat }: { readonly firstSeq: number; readonly repeat: boolean },
): Promise<void> {
  const columns = `${firstSeq} + ordinal as seq, event_id, contact_no, identity_no, ts::bigint as ts`
  const isNew =
    changing.length === 0
      ? 'true'
      : `(type_no not in (${changing.map(({ no }) => no).join(', ')}) or ordinal in (select ordinal from added))`
  const named = sources.map((_, no) => `when ${no} then $${no + 1}::varchar`)
  await session.run(
    `insert into event_log by name
     select ${columns}, properties, type_no, case source_no ${named.join(' ')} end as source, false as retraction
     from staged where ${isNew}`,
    sources,
  )
  if (changing.length > 0) {
    await session.run(
      `insert into event_current by name
       select type_no, event_id, ${firstSeq} + ordinal as seq, contact_no, digest
       from staged join added using (ordinal)`,
    )
  }
  const hot = types.filter(type => type.hot)
  if (hot.length === 0) return
  const properties = await eventProperties(session)
  const currency = (await setting(session, 'currency')) ?? ''
  for (const type of hot) {
    const own = properties.filter(({ typeNo }) => typeNo === type.no)
    const ofType = `where type_no = ${type.no} and ${isNew}`
    const fresh = `(select ${columns}, properties from staged ${ofType})`
    await session.run(
      `insert into ${hotTable(type)} ${
        repeat
          ? `select * exclude (text_no) from (select ${columns}, text_no from staged_row ${ofType})
             join (${typedSql('staged_text', own, currency, 'text_no')}) using (text_no)`
          : typedSql(fresh, own, currency)
      }`,
    )
    await convertNew(session, type, own, { relation: fresh, firstSeq })
  }
}
