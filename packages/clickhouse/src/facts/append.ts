import type { AppendReport, EventColumns, FactPage } from '@esplanade/core/store'
import { literal } from '../engine/sql.ts'
import { appendAttributes } from './append-attributes.ts'
import { appendChanging } from './append-changing.ts'
import { appendEvents } from './append-events.ts'
import type { FactContext } from './context.ts'
import { readableJson } from './readable-json.ts'

/** An event of a page, as it is to be stored. */
export interface ToldEvent {
  readonly type: string
  readonly source: string
  readonly eventId: bigint
  readonly contactNo: number
  readonly identityNo: number
  readonly at: number
  readonly properties: string
  readonly retracted: boolean
}

/**
 * Appends a page once. Nothing is written before all of it is known to be good; what a process killed
 * in between has stored is recognised when the page comes again, and the batch is noted last.
 */
export async function appendPage(context: FactContext, page: FactPage): Promise<AppendReport> {
  const { server } = context
  const given = page.events.reduce((sum, { eventId }) => sum + eventId.length, 0)
  const known = await server.rows({
    sql: `select 1 as known from ${server.table('appended_batch')} where id = ${literal(page.batch)} limit 1`,
  })
  if (known.length > 0) return { repeated: true, events: 0, duplicates: given, corrected: 0 }
  const told = page.events.flatMap(toldEvents)
  await appendAttributes(context, page.attributes)
  const changing = told.filter(({ type }) => context.isChanging(type))
  const others = told.filter(({ type }) => !context.isChanging(type))
  const fresh = await appendEvents(context, others)
  const { events, corrected } = await appendChanging(context, changing)
  await server.insert('appended_batch', ['id'], [[page.batch]])
  const added = fresh + events
  return { repeated: false, events: added, duplicates: given - added - corrected, corrected }
}

/** Text that is no JSON would be missing in every answer without a word, so it is refused with its page. */
function toldEvents(block: EventColumns): ToldEvent[] {
  const { type, source, eventId, contactNo, identityNo, at, retracted } = block
  return block.properties.map((text, row) => {
    const properties = readableJson(text)
    if (properties === undefined) {
      throw new RangeError(`The properties of event ${row} of ${type} in the page are no JSON.`)
    }
    return {
      type,
      source,
      eventId: eventId[row] as bigint,
      contactNo: contactNo[row] as number,
      identityNo: identityNo[row] as number,
      at: at[row] as number,
      properties,
      retracted: retracted?.[row] === 1,
    }
  })
}
