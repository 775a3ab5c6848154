import { picked } from '../engine/picked.ts'
import type { Session } from '../engine/session.ts'
import { ordinalColumn } from '../engine/staged-column.ts'
import type { EventPage } from './event-page.ts'

/**
 * Puts these rows of a page, in their order, into the temporary table `staged`. Throws `RangeError` for
 * text that is no JSON: stored, it would make every later reading of its type fail.
 */
export async function stageEvents(session: Session, page: EventPage, rows: Uint32Array): Promise<void> {
  const properties: string[] = []
  for (const row of rows) properties.push(wellFormed(page.properties[row] as string))
  await session.stage('staged', [
    ordinalColumn(rows.length),
    { name: 'type_no', values: picked(page.typeNo, rows) },
    { name: 'event_id', values: picked(page.eventId, rows) },
    { name: 'contact_no', values: picked(page.contactNo, rows) },
    { name: 'identity_no', values: picked(page.identityNo, rows) },
    { name: 'ts', values: picked(page.ts, rows) },
    { name: 'properties', values: properties },
    { name: 'source_no', values: picked(page.sourceNo, rows) },
    { name: 'retracted', values: picked(page.retracted, rows) },
  ])
  const [broken] = await session.rows<{ ordinal: number }>(
    'select ordinal from staged where not json_valid(properties) limit 1',
  )
  if (broken) throw new RangeError(`The properties of event ${rows[broken.ordinal]} of the page are no JSON.`)
}

/**
 * Half of a surrogate pair is legal in JavaScript and written as an escape in JSON, but is no Unicode:
 * the engine would refuse the event for ever. It becomes the replacement character.
 */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json
  return JSON.stringify(JSON.parse(json), (_, value) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  )
}
