import type { AttributeColumn, AttributeColumns } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { namedPlaces, type Place } from './attribute-columns.ts'

/** The temporary table of the contacts that are asked about: `contact_no` with its `position`. */
export const NEAR = 'near_contact'

/** Attributes of the contacts in `near_contact`, by their position there. */
export async function nearAttributes(
  session: Session,
  names: readonly string[],
  size: number,
): Promise<AttributeColumns> {
  const columns = new Map<string, AttributeColumn>()
  for (const [name, place] of await namedPlaces(session, names)) {
    columns.set(name, await readColumn(session, place, size))
  }
  const living = new Uint8Array(size)
  const alive = await session.chunks(
    `select position from ${NEAR} where contact_no in (select contact_no from identity_now)`,
  )
  for await (const chunk of alive) for (const position of chunk.uint32(0)) living[position] = 1
  return { size, living, columns }
}

async function readColumn(
  session: Session,
  { type, relation, column }: Place,
  size: number,
): Promise<AttributeColumn> {
  const value = type === 'texts' ? `to_json(${column})::varchar` : column
  const chunks = await session.chunks(
    `select position, ${value} from ${NEAR} join ${relation} using (contact_no) where ${column} is not null`,
  )
  if (type !== 'text' && type !== 'texts') {
    const values = new Float64Array(size).fill(Number.NaN)
    for await (const chunk of chunks) {
      const numbers = chunk.numbers(1)
      chunk.uint32(0).forEach((position, row) => {
        values[position] = numbers[row] as number
      })
    }
    return { type, values }
  }
  const codes = new Int32Array(size).fill(-1)
  const known = new Map<string, number>()
  for await (const chunk of chunks) {
    const texts = chunk.texts(1)
    chunk.uint32(0).forEach((position, row) => {
      const text = texts[row] ?? ''
      const code = known.get(text) ?? known.size
      known.set(text, code)
      codes[position] = code
    })
  }
  const dictionary = [...known.keys()]
  return type === 'text'
    ? { type, codes, dictionary }
    : { type, codes, dictionary: dictionary.map(text => JSON.parse(text) as string[]) }
}
