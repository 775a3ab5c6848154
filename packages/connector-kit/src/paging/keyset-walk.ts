import { contractError } from '../answer/contract-error.ts'

/** Where a walk goes on. JSON, so that a checkpoint can hold it. */
export interface KeysetPlace {
  readonly since: number
  /** Set while one instant, with more rows than a page holds, is read by id. */
  readonly afterId?: string
}

export interface KeysetRow {
  readonly id: string
  /** The time of the vendor's that the walk goes by. */
  readonly at: number
}

export interface KeysetWalk<Row extends KeysetRow> {
  readonly route: string
  readonly from: KeysetPlace
  readonly pageSize: number
  /**
   * The first page of a search: rows from `since` on, in order of time; with `afterId`, rows of exactly that
   * instant with a greater id, in order of id.
   */
  readonly search: (place: KeysetPlace) => Promise<readonly Row[]>
}

/** More pages than any account fills: a bound for a vendor that never says "end". */
const MAX_PAGES = 1_000_000

/**
 * Walks rows by time where a search gives so many results only, or shows rows that move. Each page is a
 * search of its own that begins at the last row seen, so rows that move shift nothing, and the cap is
 * never reached. An instant with more rows than one page is read by id instead, which passes any number of
 * them. `rows` leaves out what an earlier page gave; `next` is null after the last one.
 *
 * @throws ConnectorError of kind `contract` when the walk does not end.
 */
export async function* keysetWalk<Row extends KeysetRow>({
  route,
  from,
  pageSize,
  search,
}: KeysetWalk<Row>): AsyncGenerator<{
  readonly rows: readonly Row[]
  readonly newest: number
  readonly next: KeysetPlace | null
}> {
  let place = from
  /** What was given of the instant `place.since`, which the next search shows again. */
  let edge: ReadonlySet<string> = new Set()
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { since } = place
    const found = await search(place)
    const rows = found.filter(({ id, at }) => at > since || !edge.has(id))
    const next = placeAfter(place, found, pageSize)
    yield { rows, newest: found.at(-1)?.at ?? 0, next }
    if (next === null) return
    const given = found.filter(({ at }) => at === next.since).map(({ id }) => id)
    edge = new Set(next.since === since ? [...edge, ...given] : given)
    place = next
  }
  throw contractError(route, `more than ${MAX_PAGES} pages of changes`)
}

function placeAfter(
  { since, afterId }: KeysetPlace,
  found: readonly KeysetRow[],
  pageSize: number,
): KeysetPlace | null {
  const last = found.at(-1)
  const full = last !== undefined && found.length >= pageSize
  if (afterId !== undefined) return full ? { since, afterId: last.id } : { since: since + 1 }
  if (!full) return null
  return last.at > since ? { since: last.at } : { since, afterId: '0' }
}
