import type { ConnectionId } from '@esplanade/core/schema'
import type { MailCount } from '@esplanade/core/store'
import type { FactContext } from './context.ts'
import { standingSql } from './event-table.ts'

/** One grouped pass over the types asked for. */
export async function mailCounts(context: FactContext, types: readonly string[]): Promise<MailCount[]> {
  if (types.length === 0) return []
  const { server } = context
  const parts = [...new Set(types)].map(
    type => `select type, source, contact_no,
        if(JSONHas(properties, 'campaign_id'), JSONExtractString(properties, 'campaign_id'), JSONExtractString(properties, 'campaign')) as campaign
      from ${standingSql(context, type)} and not JSONExtractBool(properties, 'machine')`,
  )
  const rows = await server.rows<{ type: string; source: string; campaign: string; people: string }>({
    // Contact numbers start at one: a number without an alias joins as nought, or as nothing.
    sql: `select e.type as type, e.source as source, e.campaign as campaign,
        toString(uniqExact(coalesce(nullIf(a.into_no, 0), e.contact_no))) as people
      from (${parts.join(' union all ')}) as e
      left join (select from_no, into_no from ${server.table('contact_alias')} final) as a on a.from_no = e.contact_no
      where e.campaign <> '' group by type, source, campaign order by source, campaign, type`,
  })
  return rows.map(row => ({ ...row, source: row.source as ConnectionId, people: Number(row.people) }))
}
