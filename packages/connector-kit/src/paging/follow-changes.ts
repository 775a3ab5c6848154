/** A page of rows in ascending order of a time of the vendor's. */
export interface ChangesPage<Row> {
  readonly items: readonly Row[]
  /** The vendor's clock when it answered; ours may differ. Undefined where it did not tell. */
  readonly servedAt: number | undefined
}

export interface ChangesWalk<Row> {
  /** Where this walk began; undefined for everything. */
  readonly from: number | undefined
  /** Its frozen upper bound. */
  readonly until: number
  /** How far before the newest row a walk that was stopped begins again: for rows that share its instant. */
  readonly tieMs: number
  /** How long a row may take to show up. */
  readonly lateMs: number
  /** The time that the rows are in order of; undefined where a row has none, or the walk has no order. */
  readonly timeOf: (row: Row) => number | undefined
}

export interface ChangesStep<Page> {
  /** Undefined in the last step, which has no rows. */
  readonly page: Page | undefined
  /** Where the next walk begins once this page is stored; undefined while nothing told. */
  readonly from: number | undefined
}

/**
 * Says after each page where the next walk by time begins. One that is finished has seen all that was there
 * when it began, by the vendor's own clock, less what shows up late. Rows that are read twice are recognised
 * by their ids.
 */
export async function* followChanges<Row, Page extends ChangesPage<Row>>(
  { from: start, until, tieMs, lateMs, timeOf }: ChangesWalk<Row>,
  pages: AsyncIterable<Page & ChangesPage<Row>>,
): AsyncGenerator<ChangesStep<Page>> {
  let from = start
  let begun: number | undefined
  for await (const page of pages) {
    begun ??= page.servedAt
    for (const row of page.items) {
      const time = timeOf(row)
      if (time !== undefined) from = Math.max(from ?? time - tieMs, time - tieMs)
    }
    yield { page, from }
  }
  yield { page: undefined, from: begun === undefined ? from : Math.min(begun, until) - lateMs }
}
