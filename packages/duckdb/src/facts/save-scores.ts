import type { ScoreColumn } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { noteChanged } from './contact-changes.ts'
import { type ScoreRow, scoreRows, scoreTable, scoreTableName } from './scores.ts'

/**
 * Replaces the columns of scores, and notes who is scored differently from before, so that the next
 * evaluation looks at them and at nobody else. Comparing takes place here, column by column in arrays:
 * a join of a million rows with a million others, for each column, takes several times as long.
 */
export async function saveScores(session: Session, columns: readonly ScoreColumn[]): Promise<void> {
  const known = new Map((await scoreRows(session)).map(row => [row.name, row]))
  const checked = columns.map(column => ({ column, row: rowOf(column, known) }))
  const { last } = await session.one<{ last: number }>(`select coalesce(max(contact_no), 0) as last from (
    ${['select 0 as contact_no', ...checked.map(({ row }) => `select max(contact_no) from ${scoreTable(row)}`)].join(' union all ')})`)
  const size = 1 + checked.reduce((most, { column }) => Math.max(most, column.contactNo.at(-1) ?? 0), last)
  const changed = new Uint8Array(size)
  for (const { column, row } of checked) {
    const { contactNo, told, dictionary } = presentOf(column)
    const before = await readBefore(session, row, { size, dictionary })
    let differs = false
    const note = (contact: number) => {
      changed[contact] = 1
      differs = true
    }
    for (const [place, contact] of contactNo.entries()) {
      if (before[contact] !== told[place]) note(contact)
      before[contact] = Number.NaN
    }
    // Who is left over had a score and has none now.
    for (let contact = 0; contact < size; contact += 1)
      if (!Number.isNaN(before[contact] as number)) note(contact)
    if (!differs) continue
    await session.run(`delete from ${scoreTable(row)}`)
    await session.append(scoreTableName(row), [
      { name: 'contact_no', values: contactNo },
      { name: 'score', values: dictionary === null ? told : textsOf(told, dictionary) },
    ])
  }
  const contacts = Uint32Array.from(changed.keys()).filter(contact => changed[contact] === 1)
  await session.stage('scored_anew', [{ name: 'contact_no', values: contacts }])
  await noteChanged(session, 'select contact_no from scored_anew', 'profile')
}

function rowOf({ name, values }: ScoreColumn, known: ReadonlyMap<string, ScoreRow>): ScoreRow {
  const row = known.get(name)
  if (row === undefined) {
    throw new RangeError(`The store has no score "${name}"; the catalog given to prepare() lacks it.`)
  }
  if (values instanceof Float64Array !== (row.type === 'number')) {
    throw new TypeError(`The score "${name}" is ${row.type}; it was given the other kind of values.`)
  }
  return row
}

/** Contacts who have a score, and the score as a number: of a text its place in the dictionary. */
interface Present {
  readonly contactNo: Uint32Array
  readonly told: Float64Array
  readonly dictionary: readonly string[] | null
}

function presentOf({ contactNo, values }: ScoreColumn): Present {
  const contacts = new Uint32Array(contactNo.length)
  const told = new Float64Array(contactNo.length)
  const places = new Map<string, number>()
  let count = 0
  for (let row = 0; row < contactNo.length; row += 1) {
    const value = values[row]
    if (value === null || value === undefined || Number.isNaN(value)) continue
    contacts[count] = contactNo[row] as number
    told[count] = typeof value === 'number' ? sixDecimals(value) : placeOf(value, places)
    count += 1
  }
  return {
    contactNo: contacts.subarray(0, count),
    told: told.subarray(0, count),
    dictionary: values instanceof Float64Array ? null : [...places.keys()],
  }
}

function placeOf(text: string, places: Map<string, number>): number {
  const known = places.get(text)
  if (known !== undefined) return known
  places.set(text, places.size)
  return places.size - 1
}

const textsOf = (places: Float64Array, dictionary: readonly string[]): string[] =>
  Array.from(places, place => dictionary[place] as string)

/** What the score said before, by contact number, in the same numbers; NaN where nothing, -1 for a text that nobody has any more. */
async function readBefore(
  session: Session,
  row: ScoreRow,
  { size, dictionary }: { readonly size: number; readonly dictionary: readonly string[] | null },
): Promise<Float64Array> {
  const before = new Float64Array(size).fill(Number.NaN)
  let read = `select contact_no, score from ${scoreTable(row)}`
  if (dictionary !== null) {
    await session.stage('score_text', [
      { name: 'place', values: Float64Array.from(dictionary.keys()) },
      { name: 'text', values: dictionary },
    ])
    read = `select contact_no, coalesce(place, -1) as score from ${scoreTable(row)}
      left join score_text on text = score`
  }
  for await (const chunk of await session.chunks(read)) {
    const [contactNo, scores] = [chunk.uint32(0), chunk.numbers(1)]
    for (let at = 0; at < contactNo.length; at += 1) before[contactNo[at] as number] = scores[at] as number
  }
  return before
}

/** As far as attributes of type number go, so that a score compares and prints as one of them. */
const sixDecimals = (value: number): number => Math.round(value * 1e6) / 1e6
