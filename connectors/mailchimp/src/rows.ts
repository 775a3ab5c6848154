import { type Priority, walkPages } from '@esplanade/connector-kit'
import { z } from 'zod'
import { ask, type Context } from './ask.ts'
import type { MailchimpClient, Options, SdkAnswer } from './client.ts'

/** The most rows that any collection gives at once. */
const PAGE_SIZE = 1_000

export interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly total: number
}

/** A collection of the API: the call, the key of its rows in the answer, and what is read of each. */
export interface Collection<Row extends z.ZodType> {
  readonly route: string
  readonly key: string
  readonly row: Row
  readonly priority?: Priority
  readonly request: (client: MailchimpClient, options: Options) => Promise<SdkAnswer>
}

/** One page, from `offset`. Asks for no more of each row than is read of it. */
export function readRows<Row extends z.ZodType>(
  context: Context,
  { route, key, row, priority = 'pull', request }: Collection<Row>,
  offset: number,
): Promise<Rows<z.output<Row>>> {
  const { shape, fields } = answerOf(key, row)
  return ask(context, route, shape, { idempotent: true, priority }, client =>
    request(client, { fields, count: PAGE_SIZE, offset }),
  )
}

interface Answer<Row> {
  readonly shape: z.ZodType<Rows<Row>>
  readonly fields: readonly string[]
}

/** A shape compiles a reader of its own, so that one for each page would cost more than the page. */
const answers = new WeakMap<z.ZodType, Map<string, Answer<unknown>>>()

function answerOf<Row extends z.ZodType>(key: string, row: Row): Answer<z.output<Row>> {
  const ofRow = answers.get(row) ?? new Map<string, Answer<z.output<Row>>>()
  answers.set(row, ofRow)
  const known = ofRow.get(key) as Answer<z.output<Row>> | undefined
  if (known) return known
  const shape = z
    .object({ [key]: z.array(row), total_items: z.number().int().nonnegative() })
    .transform(answer => ({ rows: answer[key] as z.output<Row>[], total: answer.total_items as number }))
  const made = { shape, fields: [...fieldsOf(row).map(field => `${key}.${field}`), 'total_items'] }
  ofRow.set(key, made)
  return made
}

/** The pages of a collection that is read in one go. */
export async function* rowPages<Row extends z.ZodType>(
  context: Context,
  collection: Collection<Row>,
): AsyncGenerator<readonly z.output<Row>[]> {
  const pages = walkPages({
    route: collection.route,
    from: JSON.stringify(FIRST_ROWS),
    read: async cursor => {
      const place = rowPlaceShape.parse(JSON.parse(cursor ?? ''))
      const { rows, total } = await readRows(context, collection, place.offset)
      const next = afterRows(place, rows.length, total)
      return { data: rows, next: next && JSON.stringify(next) }
    },
  })
  for await (const { data } of pages) yield data
}

/** All rows of a collection that is small: audiences, fields, campaigns. */
export async function allRows<Row extends z.ZodType>(
  context: Context,
  collection: Collection<Row>,
): Promise<z.output<Row>[]> {
  const all: z.output<Row>[] = []
  for await (const rows of rowPages(context, collection)) all.push(...rows)
  return all
}

/** Where a walk over rows without a key goes on. JSON, so that a checkpoint can hold it. */
export const rowPlaceShape = z.object({ offset: z.number(), total: z.number().nullable() })
export type RowPlace = z.output<typeof rowPlaceShape>

export const FIRST_ROWS: RowPlace = { offset: 0, total: null }

/**
 * The place after a page of `got` rows out of `total`; null when it was the last. Rows that come
 * while we read only repeat some; when rows go, those behind move up, so the walk goes back by as many.
 */
export function afterRows({ offset, total: before }: RowPlace, got: number, total: number): RowPlace | null {
  const gone = Math.max(0, (before ?? total) - total)
  if (gone > 0) return { offset: Math.max(0, offset - gone), total }
  return got === 0 || offset + got >= total ? null : { offset: offset + got, total }
}

/** The dotted names of everything that a shape reads; free-form objects are asked for whole. */
function fieldsOf(shape: z.core.$ZodType): string[] {
  if (shape instanceof z.ZodDefault) return fieldsOf(shape.unwrap())
  if (shape instanceof z.ZodArray) return fieldsOf(shape.element)
  if (!(shape instanceof z.ZodObject)) return []
  return Object.entries<z.core.$ZodType>(shape.shape).flatMap(([name, inner]) => {
    const below = fieldsOf(inner)
    return below.length === 0 ? [name] : below.map(field => `${name}.${field}`)
  })
}
