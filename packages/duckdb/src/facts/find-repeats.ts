import { picked } from '../engine/picked.ts'
import type { Session } from '../engine/session.ts'
import { number } from '../engine/sql.ts'
import type { EventPage } from './event-page.ts'
import type { EventTypeRow } from './event-types.ts'
import { hotTable } from './hot-table.ts'
import { type TimeRange, timeRanges } from './time-ranges.ts'

/**
 * Which of these rows, of types whose events never change, are stored already. Such an event keeps its
 * time with its id, so each type is searched only over the times that its rows have: in its own table,
 * where every vector knows between which times it lies, or else in the log.
 */
export async function findRepeats(
  session: Session,
  { types, typeNo, eventId, ts }: EventPage,
  rows: Uint32Array,
): Promise<Uint32Array> {
  const branches: string[] = []
  for (const type of types) {
    const own = types.length === 1 ? rows : rows.filter(row => typeNo[row] === type.no)
    for (const range of timeRanges(picked(ts, own))) {
      // Mostly nothing is stored of the time that a new page is of, and its ids need not cross over.
      const [stored] = await session.rows(`select 1 from ${storedSql(type, range)} limit 1`)
      if (stored !== undefined) branches.push(repeatsSql(type, range))
    }
  }
  if (branches.length === 0) return new Uint32Array()
  await session.stage('told', [
    { name: 'row', values: rows },
    { name: 'type_no', values: picked(typeNo, rows) },
    { name: 'event_id', values: picked(eventId, rows) },
  ])
  // An id may be stored more than once, where a vendor told of it under different times.
  const found = new Set<number>()
  const chunks = await session.chunks(branches.join(' union all '))
  for await (const chunk of chunks) for (const row of chunk.uint32(0)) found.add(row)
  return Uint32Array.from(found)
}

const repeatsSql = (type: EventTypeRow, range: TimeRange): string =>
  `select told.row from told join (select event_id from ${storedSql(type, range)}) using (event_id)
   where told.type_no = ${type.no}`

function storedSql(type: EventTypeRow, { earliest, latest }: TimeRange): string {
  const [relation, ofType] = type.hot
    ? [hotTable(type), '']
    : ['event_log', `and type_no = ${type.no}::usmallint`]
  return `${relation} where ts between ${number(earliest)} and ${number(latest)} ${ofType}`
}
