import { type ConnectionId, isoInstant } from '@esplanade/core/schema'
import type { StoredCampaign } from '@esplanade/core/store'
import type { HubContext } from './context.ts'
import type { ListedCampaign } from './result.ts'

/** The mail events that a campaign is read by, and how its list calls them. */
const COUNTED = {
  email_sent: 'sent',
  email_opened: 'opened',
  email_clicked: 'clicked',
  email_unsubscribed: 'unsubscribed',
} as const
type Counts = Pick<ListedCampaign, (typeof COUNTED)[keyof typeof COUNTED]>

/**
 * Every mail to many with how many people it reached and moved, the last sent first. Events name their
 * campaign by its id, or by its name where the vendor tells no more; a name that two share says neither.
 * Mails of which a vendor told events alone are at the end, by the name that they gave.
 */
export async function listCampaigns({ store }: HubContext): Promise<ListedCampaign[]> {
  const known = await store.state.campaigns()
  const counts = new Map<string, Counts>()
  for (const { type, source, campaign, people } of await store.facts.mailCounts(Object.keys(COUNTED))) {
    const key = keyOf(source, campaign)
    counts.set(key, { ...NOBODY, ...counts.get(key), [COUNTED[type as keyof typeof COUNTED]]: people })
  }
  const named = Map.groupBy(known, ({ connection, name }) => keyOf(connection, name))
  const take = ({ connection, id, name }: StoredCampaign): Counts => {
    const byName = named.get(keyOf(connection, name))?.length === 1 ? [keyOf(connection, name)] : []
    const key = [keyOf(connection, id), ...byName].find(one => counts.has(one))
    const found = key === undefined ? undefined : counts.get(key)
    if (key !== undefined) counts.delete(key)
    return found ?? NOBODY
  }
  const listed = known.map(
    (campaign): ListedCampaign => ({
      ...campaign,
      sentAt: campaign.sentAt === null ? null : isoInstant(campaign.sentAt),
      ...take(campaign),
    }),
  )
  const untold = [...counts].map(([key, people]): ListedCampaign => {
    const [connection, name] = JSON.parse(key) as [ConnectionId, string]
    return { connection, id: name, name, subject: null, channel: 'email', sentAt: null, ...people }
  })
  return [...listed, ...untold]
}

const NOBODY: Counts = { sent: 0, opened: 0, clicked: 0, unsubscribed: 0 }
const keyOf = (connection: ConnectionId, campaign: string): string => JSON.stringify([connection, campaign])
