import type { MailCount } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { eventTypes } from './event-types.ts'

/** One grouped pass over the log for all types asked for. */
export async function mailCounts(session: Session, types: readonly string[]): Promise<MailCount[]> {
  const known = await eventTypes(session)
  const numbers = types.flatMap(name => known.get(name)?.no ?? [])
  if (numbers.length === 0) return []
  return session.rows<MailCount>(
    `select t.name as type, e.source as source, e.campaign as campaign,
       count(distinct coalesce(a.into_no, e.contact_no))::double as people
     from (
       select type_no, source, contact_no,
         coalesce(json_extract_string(properties, '$.campaign_id'), json_extract_string(properties, '$.campaign')) as campaign
       from event_log
       where type_no in (${numbers.join(', ')})
         and (type_no not in (select type_no from event_type where correctable)
           or seq in (select seq from event_current))
         and coalesce(json_extract_string(properties, '$.machine'), '') <> 'true'
     ) e join event_type t using (type_no) left join contact_alias a on a.from_no = e.contact_no
     where e.campaign is not null group by all order by e.source, e.campaign, t.name`,
  )
}
