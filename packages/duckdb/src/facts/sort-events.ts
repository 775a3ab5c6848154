import type { Session } from '../engine/session.ts'
import type { EventTypeRow } from './event-types.ts'

/** What an event says, in 64 bits that stay the same over releases of the engine (its own `hash` does not). */
export const digestSql = `md5_number_lower(ts::bigint::varchar || ' ' || properties)`

/**
 * Tells what is new in `staged`. Leaves two temporary tables: `fresh`, the rows to add, and `gone`,
 * the log rows that no longer hold. A row that is in neither changes nothing.
 */
export async function sortEvents(session: Session, types: readonly EventTypeRow[]): Promise<void> {
  const changing = types.filter(({ correctable }) => correctable).map(({ no }) => no)
  const isChanging = changing.length === 0 ? 'false' : `type_no in (${changing.join(', ')})`
  await session.run(`create or replace temp table fresh as ${firstTold(await timesOf(session), isChanging)}`)
  await session.run('create or replace temp table gone (seq ubigint, type_no usmallint)')
  if (changing.length > 0) await sortChanging(session, isChanging)
}

/**
 * Events that never change: the first telling holds, in the page and before it. The log is searched
 * only over the time that the page spans, since such an event keeps its time with its id.
 */
const firstTold = ({ earliest, latest }: Times, isChanging: string): string =>
  `select *, null::ubigint as digest, null::ubigint as old_seq from staged
   where not (${isChanging}) and retracted = 0
     and ordinal in (select min(ordinal) from staged group by type_no, event_id)
     and not exists (
       from event_log l where l.type_no = staged.type_no and l.event_id = staged.event_id
         and l.ts between ${earliest} and ${latest})`

/** Events that may change: the last telling holds, if it says anything else than the standing version. */
async function sortChanging(session: Session, isChanging: string): Promise<void> {
  await session.run(
    `create or replace temp table told as
     select s.*, c.seq as old_seq, c.digest is distinct from s.digest
       or coalesce(was.into_no, c.contact_no) is distinct from coalesce(now.into_no, s.contact_no) as differs
     from (
       select *, ${digestSql} as digest from staged
       where ${isChanging} and ordinal in (select max(ordinal) from staged group by type_no, event_id)) s
     left join event_current c using (type_no, event_id)
     left join contact_alias was on was.from_no = c.contact_no
     left join contact_alias now on now.from_no = s.contact_no`,
  )
  await session.run(
    `insert into gone select old_seq, type_no from told
     where old_seq is not null and (retracted <> 0 or differs)`,
  )
  await session.run(
    'insert into fresh by name select * exclude (differs) from told where retracted = 0 and differs',
  )
  await session.run('drop table told')
}

interface Times {
  readonly earliest: number
  readonly latest: number
}

const timesOf = (session: Session): Promise<Times> =>
  session.one<Times>('select min(ts)::bigint as earliest, max(ts)::bigint as latest from staged')
