import type { AttributeColumn, AttributeColumns } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { reserve } from '../state/number-counter.ts'
import { type AttributeColumnRow, attributeRows, columnOf } from './contact-table.ts'

/** Reads attributes into arrays indexed by contact number. */
export async function attributeColumns(
  session: Session,
  names: readonly string[],
): Promise<AttributeColumns> {
  const size = await reserve(session, 'contact', 0)
  const known = new Map((await attributeRows(session)).map(row => [row.name, row]))
  const columns = new Map<string, AttributeColumn>()
  for (const name of names) {
    const attribute = known.get(name)
    if (attribute === undefined) {
      throw new RangeError(`The store has no attribute "${name}"; the catalog given to prepare() lacks it.`)
    }
    columns.set(name, await readColumn(session, attribute, size))
  }
  return { size, living: await readLiving(session, size), columns }
}

async function readLiving(session: Session, size: number): Promise<Uint8Array> {
  const living = new Uint8Array(size)
  for await (const chunk of await session.chunks('select distinct contact_no from identity_now')) {
    for (const contactNo of chunk.uint32(0)) living[contactNo] = 1
  }
  return living
}

async function readColumn(
  session: Session,
  attribute: AttributeColumnRow,
  size: number,
): Promise<AttributeColumn> {
  const { type } = attribute
  if (type === 'text') return { type, ...(await readCodes(session, attribute, size, value => value)) }
  if (type === 'texts') {
    const coded = await readCodes(session, attribute, size, value => JSON.parse(value) as string[])
    return { type, ...coded }
  }
  const values = new Float64Array(size).fill(Number.NaN)
  const column = columnOf(attribute)
  const chunks = await session.chunks(`select contact_no, ${column} from contact where ${column} is not null`)
  for await (const chunk of chunks) {
    const [contactNos, numbers] = [chunk.uint32(0), chunk.numbers(1)]
    contactNos.forEach((contactNo, row) => {
      values[contactNo] = numbers[row] as number
    })
  }
  return { type, values }
}

/**
 * Codes instead of texts: each distinct value crosses over once, however many contacts share it. The
 * dictionary is in binary order. A list is coded as a whole, by its JSON.
 */
async function readCodes<Entry>(
  session: Session,
  attribute: AttributeColumnRow,
  size: number,
  entryOf: (value: string) => Entry,
): Promise<{ codes: Int32Array; dictionary: Entry[] }> {
  const column = columnOf(attribute)
  const value = attribute.type === 'texts' ? `to_json(${column})::varchar` : column
  await session.run(
    `create or replace temp table dictionary as
     select value, (row_number() over (order by value) - 1)::uinteger as code
     from (select distinct ${value} as value from contact where ${column} is not null)`,
  )
  const dictionary: Entry[] = []
  for await (const chunk of await session.chunks('select value from dictionary order by code')) {
    for (const text of chunk.texts(0)) dictionary.push(entryOf(text ?? ''))
  }
  const codes = new Int32Array(size).fill(-1)
  const chunks = await session.chunks(
    `select contact_no, code from contact join dictionary on dictionary.value = ${value}`,
  )
  for await (const chunk of chunks) {
    const [contactNos, ownCodes] = [chunk.uint32(0), chunk.uint32(1)]
    contactNos.forEach((contactNo, row) => {
      codes[contactNo] = ownCodes[row] as number
    })
  }
  return { codes, dictionary }
}
