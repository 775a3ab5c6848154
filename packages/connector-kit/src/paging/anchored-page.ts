import { z } from 'zod'
import { readPages } from './read-pages.ts'

/** Where a walk by offset goes on. JSON, so that a checkpoint can hold it. */
export const anchorSchema = z.object({
  /** Of the last row given, as it stood. */
  offset: z.number(),
  /** That row; null at the beginning. */
  anchor: z.object({ id: z.string(), at: z.number() }).nullable(),
})
export type Anchored = z.output<typeof anchorSchema>

export const BEGINNING: Anchored = { offset: 0, anchor: null }

export interface AnchoredRead<Row> {
  readonly pageSize: number
  /** Rows from an offset in ascending order of `keyOf(row).at`, and whether none follow. */
  readonly read: (offset: number) => Promise<{ readonly rows: readonly Row[]; readonly last: boolean }>
  readonly keyOf: (row: Row) => { readonly id: string; readonly at: number }
}

/**
 * A page of a walk by offset over rows that move while one reads. Whoever leaves its position moves up all
 * that follow, past a reader of plain offsets. So each page begins with the last row of the one before;
 * where neither that row nor an earlier one stands first, rows have moved, and the walk steps back until it
 * meets known ground. Some rows of the anchor's instant may come twice, which does no harm.
 */
export async function anchoredPage<Row>(
  { offset, anchor }: Anchored,
  { pageSize, read, keyOf }: AnchoredRead<Row>,
): Promise<{ readonly rows: readonly Row[]; readonly next: Anchored | null }> {
  const { rows, last } = await read(offset)
  const known = (row: Row) => anchor !== null && (keyOf(row).at < anchor.at || keyOf(row).id === anchor.id)
  const [first] = rows
  if (anchor !== null && offset > 0 && (first === undefined || !known(first))) {
    return { rows: [], next: { offset: Math.max(0, offset - pageSize + 1), anchor } }
  }
  const fresh = rows.filter(row => !known(row))
  const end = rows.at(-1)
  if (last || end === undefined) return { rows: fresh, next: null }
  return { rows: fresh, next: { offset: offset + rows.length - 1, anchor: keyOf(end) } }
}

/** Such a walk in one go. */
export const anchoredPages = <Row>(route: string, page: AnchoredRead<Row>): AsyncGenerator<readonly Row[]> =>
  readPages(route, async cursor => {
    const place = cursor === null ? BEGINNING : anchorSchema.parse(JSON.parse(cursor))
    const { rows, next } = await anchoredPage(place, page)
    return { data: rows, next: next && JSON.stringify(next) }
  })
