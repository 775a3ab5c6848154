import { afterRows, FIRST_ROWS, type RowPlace, readPages } from '@esplanade/connector-kit'
import { z } from 'zod'
import { ask, type Context, type Request } from './client.ts'

/** The most rows that any collection gives at once. */
export const PAGE_SIZE = 1_000

export interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly total: number
}

/** A collection of the API: the call, the key of its rows in the answer, and what is read of each. */
export interface Collection<Row extends z.ZodType> extends Request {
  readonly route: string
  readonly key: string
  readonly row: Row
}

/** One page, from `offset`. */
export async function readRows<Row extends z.ZodType>(
  context: Context,
  { route, key, row, query, ...request }: Collection<Row>,
  offset: number,
): Promise<Rows<z.output<Row>>> {
  const page = { count: PAGE_SIZE, offset, ...query }
  const answer = await ask(context, route, answerOf(key, row), { ...request, query: page })
  return { rows: answer[key] as z.output<Row>[], total: answer.total_items as number }
}

/** A shape compiles a reader of its own, so that one for each page would cost more than the page. */
const answers = new WeakMap<z.ZodType, z.ZodObject>()

function answerOf(key: string, row: z.ZodType): z.ZodObject {
  const known = answers.get(row)
  // Some rows stand in more than one collection.
  if (known && key in known.shape) return known
  const shape = z.object({ [key]: z.array(row), total_items: z.number().int().nonnegative() })
  answers.set(row, shape)
  return shape
}

/** The pages of a collection that is read in one go. */
export async function* rowPages<Row extends z.ZodType>(
  context: Context,
  collection: Collection<Row>,
): AsyncGenerator<readonly z.output<Row>[]> {
  let place: RowPlace = FIRST_ROWS
  yield* readPages(collection.route, async () => {
    const { rows, total } = await readRows(context, collection, place.offset)
    const next = afterRows(place, rows.length, total)
    place = next ?? place
    return { data: rows, next: next && JSON.stringify(next) }
  })
}
