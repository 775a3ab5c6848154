import type { Session } from '../engine/session.ts'
import type { EventTypeRow } from './event-types.ts'

/** What an event says, in 64 bits that stay the same over releases of the engine (its own `hash` does not). */
export const digestSql = `md5_number_lower(ts::bigint::varchar || ' ' || properties)`

export interface Corrections {
  /** Rows of `staged` to add, and those of them that no stored row stands for. */
  readonly added: number
  readonly events: number
  /** Log rows that no longer hold. */
  readonly gone: number
}

/**
 * Tells what the rows of `staged` change that are of types whose events may change: a telling holds if it
 * says anything else than the standing version. Leaves two temporary tables: `added`, rows of `staged` to
 * add with their digest, and `gone`, the log rows that no longer hold.
 */
export async function sortCorrections(
  session: Session,
  changing: readonly EventTypeRow[],
): Promise<Corrections> {
  await session.run(
    `create or replace temp table verdict as
     select s.ordinal, s.type_no, s.digest, s.retracted <> 0 as retracted, c.seq as old_seq,
       c.digest is distinct from s.digest
         or coalesce(was.into_no, c.contact_no) is distinct from coalesce(now.into_no, s.contact_no) as differs
     from (select *, ${digestSql} as digest from staged where type_no in (${changing.map(({ no }) => no).join(', ')})) s
     left join event_current c using (type_no, event_id)
     left join contact_alias was on was.from_no = c.contact_no
     left join contact_alias now on now.from_no = s.contact_no`,
  )
  await session.run(
    `create or replace temp table gone as
     select old_seq as seq from verdict where old_seq is not null and (retracted or differs)`,
  )
  await session.run(
    `create or replace temp table added as
     select ordinal, digest, old_seq is null as first from verdict where not retracted and differs`,
  )
  await session.run('drop table verdict')
  return session.one<Corrections>(
    `select (select count(*) from added) as added, (select count(*) from added where first) as events,
       (select count(*) from gone) as gone`,
  )
}
