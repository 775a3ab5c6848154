import type { Session } from '../engine/session.ts'
import { insideSql, type Reach } from './scan-sql.ts'

/** Memory that one array of places may take. A scan under way beside it may have as much. */
const MOST_BYTES = 192 * 2 ** 20

/** What one aggregate keeps for each place; most keep less. */
const AGGREGATE_BYTES = 16

/**
 * Rows that grouping by place has to spare for each place and aggregate. Every place is set up, put together
 * from all threads and read out, for each aggregate, whether a row belongs to it or not.
 */
const ROWS_PER_PLACE = 1 / 3

/** How many contacts a table's rows may be of, and how many threads keep an array of them each. */
export interface Places {
  readonly places: number
  readonly threads: number
}

/** Whether rows are better grouped by contacts as places than by their hashes. */
export function groupsByPlace(
  { places, threads }: Places,
  { aggregates, rows }: { readonly aggregates: number; readonly rows: number },
): boolean {
  if (places * aggregates * AGGREGATE_BYTES * threads > MOST_BYTES) return false
  return rows >= places * aggregates * ROWS_PER_PLACE
}

/**
 * Counts a table's places, and its rows in each reach. A statement for each count reads next to nothing of a
 * table in order of time; one with a filter for each reads all of it.
 */
export async function countPlaces(
  session: Session,
  table: string,
  reaches: readonly Reach[],
): Promise<Places & { readonly rows: readonly number[] }> {
  const places = await session.one<Places>(
    `select coalesce(max(contact_no), 0) + 1 as places, current_setting('threads') as threads from ${table}`,
  )
  const counts = reaches.map(
    (reach, number) => `select ${number} as number, count(*) as rows from ${table} where ${insideSql(reach)}`,
  )
  const counted = await session.rows<{ rows: number }>(`${counts.join(' union all ')} order by number`)
  return { ...places, rows: counted.map(({ rows }) => rows) }
}
