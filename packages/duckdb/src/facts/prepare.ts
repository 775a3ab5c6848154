import { declaredProperty } from '@esplanade/core/schema'
import type { FactNeeds } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { textColumn, uint32Column } from '../engine/staged-column.ts'
import { noteEverybodyChanged } from './contact-changes.ts'
import { rebuildContacts } from './contact-table.ts'
import {
  type EventPropertyRow,
  type EventTypeRow,
  eventProperties,
  eventTypes,
  nextTypeNo,
  saveEventType,
} from './event-types.ts'
import { saveRates } from './exchange-rates.ts'
import { convertAgain, convertAll } from './foreign-amounts.ts'
import { livingSql, typedSql } from './hot-table.ts'
import { writeOrdered } from './ordered-table.ts'
import { prepareScores } from './scores.ts'
import { saveSetting, setting } from './settings.ts'
import { digestSql } from './sort-corrections.ts'

/** The event's own time, which every row has anyway. */
export const OWN_TIME = 'at'

/** Brings tables and columns in line with the catalog and with what definitions name. Cheap when nothing is new. */
export async function prepare(session: Session, needs: FactNeeds): Promise<void> {
  const currencyChanged = (await setting(session, 'currency')) !== needs.currency
  if (currencyChanged) {
    await saveSetting(session, 'currency', needs.currency)
    await noteEverybodyChanged(session)
  }
  const ratesChanged = await saveRates(session, needs.rates ?? [])
  await prepareAttributes(session, needs)
  await prepareScores(session, needs.catalog)
  await prepareCorrections(session, needs)
  await prepareEvents(session, needs, currencyChanged)
  await noteForeignAmounts(session)
  if (ratesChanged) await convertAgain(session)
}

/** Once for a store from before such amounts were noted. */
async function noteForeignAmounts(session: Session): Promise<void> {
  if ((await setting(session, 'foreign amounts')) === 'noted') return
  const properties = await eventProperties(session)
  for (const type of (await eventTypes(session)).values()) {
    if (type.hot)
      await convertAll(
        session,
        type,
        properties.filter(({ typeNo }) => typeNo === type.no),
      )
  }
  await noteEverybodyChanged(session)
  await saveSetting(session, 'foreign amounts', 'noted')
}

async function prepareAttributes(session: Session, { catalog, owners, currency }: FactNeeds): Promise<void> {
  const stated = [...catalog.attributes].filter(([name]) => !catalog.scores.has(name))
  const attributes = stated.map(([name, type], i) => ({ no: i + 1, name, type }))
  const owned = [...owners]
  const wanted = JSON.stringify([attributes, owned, currency])
  if ((await setting(session, 'attributes')) === wanted) return
  await session.stage('wanted_attribute', [
    uint32Column('no', attributes, row => row.no),
    textColumn('name', attributes, row => row.name),
    textColumn('type', attributes, row => row.type),
  ])
  await session.stage('wanted_owner', [
    textColumn('name', owned, ([name]) => name),
    textColumn('source', owned, ([, source]) => source),
  ])
  await session.run('delete from attribute')
  await session.run('insert into attribute select * from wanted_attribute')
  await session.run('delete from attribute_owner')
  await session.run('insert into attribute_owner select * from wanted_owner')
  await rebuildContacts(session, attributes)
  await saveSetting(session, 'attributes', wanted)
}

/** Types whose events may change from now on: what is stored of them becomes their standing version. */
async function prepareCorrections(session: Session, { catalog }: FactNeeds): Promise<void> {
  const types = await eventTypes(session)
  for (const [name, { correctable }] of catalog.events) {
    const known = types.get(name)
    if (!correctable || known?.correctable) continue
    const row = { no: known?.no ?? nextTypeNo(types), name, correctable: true, hot: known?.hot ?? false }
    await saveEventType(session, row)
    types.set(name, row)
    if (known === undefined) continue
    await session.run(
      `insert into event_current select type_no, event_id, seq, contact_no, ${digestSql}
       from event_log where type_no = $1`,
      [row.no],
    )
  }
}

async function prepareEvents(session: Session, needs: FactNeeds, currencyChanged: boolean): Promise<void> {
  const types = await eventTypes(session)
  const stored = await eventProperties(session)
  for (const [name, named] of needs.events) {
    const known = types.get(name)
    const type: EventTypeRow = {
      no: known?.no ?? nextTypeNo(types),
      name,
      correctable: known?.correctable ?? false,
      hot: true,
    }
    const columns = stored.filter(({ typeNo }) => typeNo === type.no)
    const added = newProperties(type, named, columns, needs)
    const money = columns.some(column => column.type === 'money')
    if (known?.hot && added.length === 0 && !(currencyChanged && money)) continue
    await saveEventType(session, type)
    types.set(name, type)
    for (const row of added) {
      // A property of another type than before gets a new column, and the old one goes.
      await session.run('delete from event_property where type_no = $1 and name = $2', [type.no, row.name])
      await session.run('insert into event_property values ($1, $2, $3, $4)', [
        type.no,
        row.no,
        row.name,
        row.type,
      ])
    }
    const properties = (await eventProperties(session)).filter(({ typeNo }) => typeNo === type.no)
    await writeOrdered(session, type, `(${typedSql(livingSql(type), properties, needs.currency)})`)
    await convertAll(session, type, properties)
  }
}

function newProperties(
  type: EventTypeRow,
  named: ReadonlySet<string>,
  columns: readonly EventPropertyRow[],
  { catalog }: FactNeeds,
): EventPropertyRow[] {
  const known = new Map(columns.map(({ name, type: valueType }) => [name, valueType]))
  let no = Math.max(0, ...columns.map(column => column.no))
  const added: EventPropertyRow[] = []
  for (const name of named) {
    if (name === OWN_TIME) continue
    const valueType = declaredProperty(catalog, type.name, name)
    if (known.get(name) !== valueType) added.push({ typeNo: type.no, no: ++no, name, type: valueType })
  }
  return added
}
