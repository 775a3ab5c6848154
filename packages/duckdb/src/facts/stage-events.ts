import { picked } from '../engine/picked.ts'
import { repeatedTexts } from '../engine/repeated-texts.ts'
import type { Session } from '../engine/session.ts'
import type { StagedColumn } from '../engine/stage.ts'
import { ordinalColumn } from '../engine/staged-column.ts'
import type { EventPage } from './event-page.ts'

/**
 * Puts these rows of a page, in their order, where the temporary view `staged` shows them. Where properties
 * repeat, each of them crosses over once, so that it is converted once: then `staged_text` holds them by
 * `text_no`, `staged_row` shows the rows with that number, and the answer is true. Throws `RangeError` for text
 * that is no JSON: stored, it would make every later reading of its type fail.
 */
export async function stageEvents(session: Session, page: EventPage, rows: Uint32Array): Promise<boolean> {
  const properties: string[] = []
  for (const row of rows) properties.push(page.properties[row] as string)
  const repeated = repeatedTexts(properties)
  // What all rows share need not cross over for each of them.
  const shared: string[] = []
  const own: StagedColumn[] = []
  for (const name of ['typeNo', 'sourceNo', 'retracted'] as const) {
    const [column, values] = [COLUMNS[name], picked(page[name], rows)]
    if (values.every(value => value === values[0])) shared.push(`${values[0]} as ${column}`)
    else own.push({ name: column, values })
  }
  await session.stage('staged_column', [
    ordinalColumn(rows.length),
    { name: 'event_id', values: picked(page.eventId, rows) },
    { name: 'contact_no', values: picked(page.contactNo, rows) },
    { name: 'identity_no', values: picked(page.identityNo, rows) },
    { name: 'ts', values: picked(page.ts, rows) },
    repeated === undefined
      ? { name: 'properties', values: properties.map(wellFormed) }
      : { name: 'text_no', values: repeated.codes },
    ...own,
  ])
  await session.stage('staged_text', [
    { ...ordinalColumn(repeated?.texts.length ?? 0), name: 'text_no' },
    { name: 'properties', values: repeated?.texts.map(wellFormed) ?? [] },
  ])
  await session.run(
    `create or replace temp view staged_row as
     select ${['*', ...shared].join(', ')} from staged_column`,
  )
  await session.run(
    `create or replace temp view staged as
     from staged_row ${repeated === undefined ? '' : 'join staged_text using (text_no)'}`,
  )
  const told = repeated === undefined ? 'staged_row' : 'staged_text'
  const broken = 'where not json_valid(properties)'
  if ((await session.rows(`select 1 from ${told} ${broken} limit 1`)).length > 0) {
    const { first } = await session.one<{ first: number }>(
      `select min(ordinal) as first from staged ${broken}`,
    )
    throw new RangeError(`The properties of event ${rows[first]} of the page are no JSON.`)
  }
  return repeated !== undefined
}

const COLUMNS = { typeNo: 'type_no', sourceNo: 'source_no', retracted: 'retracted' }

/** Temporary tables live as long as the connection; the texts of a large page would stay in memory. */
export async function dropStaged(session: Session): Promise<void> {
  for (const view of ['staged', 'staged_row']) await session.run(`drop view ${view}`)
  for (const table of ['staged_column', 'staged_text']) await session.run(`drop table ${table}`)
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
