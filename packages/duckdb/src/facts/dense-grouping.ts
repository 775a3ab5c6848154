import type { Session } from '../engine/session.ts'
import type { EventSource } from './event-source.ts'
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

/** Whether a scan's rows are better grouped by contacts as places than by their hashes. */
export async function groupsDensely(
  session: Session,
  source: Pick<EventSource, 'relation' | 'merged'>,
  { aggregates, reach }: { readonly aggregates: number; readonly reach: Reach },
): Promise<boolean> {
  // Where contacts were merged into others is looked up, and what numbers come of it the engine cannot tell.
  if (source.merged) return false
  const { places, threads } = await session.one<{ places: number; threads: number }>(
    `select coalesce(max(contact_no), 0) + 1 as places, current_setting('threads') as threads from ${source.relation}`,
  )
  if (places * aggregates * AGGREGATE_BYTES * threads > MOST_BYTES) return false
  const { rows } = await session.one<{ rows: number }>(
    `select count(*) as rows from ${source.relation} where ${insideSql(reach)}`,
  )
  return rows >= places * aggregates * ROWS_PER_PLACE
}
