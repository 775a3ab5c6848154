import type { ValueType } from '@esplanade/core/schema'
import type { AttributeColumn, AttributeColumns } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { reserve } from '../state/number-counter.ts'
import { attributeRows, columnOf } from './contact-table.ts'
import { scoreRows, scoreTable } from './scores.ts'

/** Where the values of an attribute are. */
export interface Place {
  readonly type: ValueType
  /** With `contact_no` and the column, which may be null. */
  readonly relation: string
  readonly column: string
}

/** Reads attributes and scores into arrays indexed by contact number. */
export async function attributeColumns(
  session: Session,
  names: readonly string[],
): Promise<AttributeColumns> {
  const size = await reserve(session, 'contact', 0)
  const columns = new Map<string, AttributeColumn>()
  for (const [name, place] of await namedPlaces(session, names)) {
    columns.set(name, await readColumn(session, place, size))
  }
  return { size, living: await readLiving(session, size), columns }
}

/** Where these attributes and scores are. Throws `RangeError` for one that the store was not prepared for. */
export async function namedPlaces(
  session: Session,
  names: readonly string[],
): Promise<readonly (readonly [name: string, place: Place])[]> {
  const known = await placesOf(session)
  return names.map(name => {
    const place = known.get(name)
    if (place === undefined) {
      throw new RangeError(`The store has no attribute "${name}"; the catalog given to prepare() lacks it.`)
    }
    return [name, place]
  })
}

/** Where every attribute and score is, by name. */
export async function placesOf(session: Session): Promise<Map<string, Place>> {
  const stated = await attributeRows(session)
  const scores = await scoreRows(session)
  return new Map<string, Place>([
    ...scores.map(row => [row.name, { type: row.type, relation: scoreTable(row), column: 'score' }] as const),
    ...stated.map(row => [row.name, { type: row.type, relation: 'contact', column: columnOf(row) }] as const),
  ])
}

async function readLiving(session: Session, size: number): Promise<Uint8Array> {
  const living = new Uint8Array(size)
  for await (const chunk of await session.chunks('select contact_no from identity_now')) {
    for (const contactNo of chunk.uint32(0)) living[contactNo] = 1
  }
  return living
}

async function readColumn(session: Session, place: Place, size: number): Promise<AttributeColumn> {
  const { type, relation, column } = place
  if (type === 'text') return { type, ...(await readCodes(session, place, size, value => value)) }
  if (type === 'texts') {
    const coded = await readCodes(session, place, size, value => JSON.parse(value) as string[])
    return { type, ...coded }
  }
  const values = new Float64Array(size).fill(Number.NaN)
  const chunks = await session.chunks(
    `select contact_no, ${column} from ${relation} where ${column} is not null`,
  )
  for await (const chunk of chunks) {
    const [contactNos, numbers] = [chunk.uint32(0), chunk.numbers(1)]
    for (let row = 0; row < contactNos.length; row++) {
      values[contactNos[row] as number] = numbers[row] as number
    }
  }
  return { type, values }
}

/**
 * Codes instead of texts: each distinct value crosses over once, however many contacts share it. The
 * dictionary is in binary order. A list is coded as a whole, by its JSON.
 */
async function readCodes<Entry>(
  session: Session,
  { type, relation, column }: Place,
  size: number,
  entryOf: (value: string) => Entry,
): Promise<{ codes: Int32Array; dictionary: Entry[] }> {
  const value = type === 'texts' ? `to_json(${column})::varchar` : column
  await session.run(
    `create or replace temp table dictionary as
     select value, (row_number() over (order by value) - 1)::uinteger as code
     from (select distinct ${value} as value from ${relation} where ${column} is not null)`,
  )
  const dictionary: Entry[] = []
  for await (const chunk of await session.chunks('select value from dictionary order by code')) {
    for (const text of chunk.texts(0)) dictionary.push(entryOf(text ?? ''))
  }
  const codes = new Int32Array(size).fill(-1)
  const chunks = await session.chunks(
    `select contact_no, code from ${relation} t join dictionary on dictionary.value = ${value}`,
  )
  for await (const chunk of chunks) {
    const [contactNos, ownCodes] = [chunk.uint32(0), chunk.uint32(1)]
    for (let row = 0; row < contactNos.length; row++) {
      codes[contactNos[row] as number] = ownCodes[row] as number
    }
  }
  return { codes, dictionary }
}
