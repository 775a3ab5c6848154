import type { Session } from '../engine/session.ts'

/** Events that hold, by type. A retraction in the log takes away the row that it cancels. */
export async function countEvents(session: Session): Promise<ReadonlyMap<string, number>> {
  const rows = await session.rows<{ name: string; n: number }>(
    `select name, n from event_type join (
       select type_no, sum(case when retraction then -1 else 1 end)::bigint as n from event_log group by type_no
     ) using (type_no) where n > 0 order by type_no`,
  )
  return new Map(rows.map(({ name, n }) => [name, n]))
}
