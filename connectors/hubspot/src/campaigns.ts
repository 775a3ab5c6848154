import { instant, onFailure, type PulledCampaign, type PulledItem } from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context, type HubspotStream } from './api-request.ts'

const LIST = 'GET /email/public/v1/campaigns/by-id'
const PAGE = 100
/** More than any account sends: a bound for a vendor that never says "end". */
const MAX_PAGES = 10_000

const pageSchema = z.object({
  hasMore: z.boolean(),
  offset: z.string().nullish(),
  campaigns: z.array(z.object({ id: z.number(), lastUpdatedTime: z.number().default(0) })),
})
const ROUTE = 'GET /email/public/v1/campaigns/{campaignId}'
const campaignSchema = z.object({
  name: z.string().optional(),
  subject: z.string().optional(),
  lastProcessingStartedAt: z.number().optional(),
})
const cursorSchema = z.object({
  /** Campaigns that changed before were read by an earlier pull; of the same moment there may be more. */
  after: z.number(),
  newest: z.number(),
  offset: z.string().nullable(),
})

/** Campaigns that changed since the last pull, each read by a call of its own: the list has numbers alone. */
export const campaigns: HubspotStream = {
  name: 'campaigns',
  async *pull(context, { checkpoint }) {
    let cursor = cursorSchema.parse(checkpoint ?? { after: -1, newest: -1, offset: null })
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const query = { limit: String(PAGE), ...(cursor.offset !== null && { offset: cursor.offset }) }
      const { hasMore, offset, campaigns } = await askPlainly(context, LIST, pageSchema, { query })
      const items: PulledItem[] = []
      let { newest } = cursor
      for (const { id, lastUpdatedTime } of campaigns) {
        newest = Math.max(newest, lastUpdatedTime)
        if (lastUpdatedTime >= cursor.after) items.push(...(await campaignOf(context, id, lastUpdatedTime)))
      }
      const more = hasMore && offset ? offset : null
      cursor = more === null ? { after: newest, newest, offset: null } : { ...cursor, newest, offset: more }
      yield { items, checkpoint: cursor }
      if (more === null) return
    }
  },
}

/** None for a campaign that was deleted since it was listed. */
async function campaignOf(context: Context, id: number, changedAt: number): Promise<PulledCampaign[]> {
  const found = askPlainly(context, ROUTE, campaignSchema, { path: { campaignId: String(id) } })
  const campaign = await onFailure('missing', found, () => undefined)
  if (campaign === undefined) return []
  const { name, subject, lastProcessingStartedAt: sentAt } = campaign
  return [
    {
      kind: 'campaign',
      id: String(id),
      name: name || subject || String(id),
      subject: subject || null,
      channel: 'email',
      sentAt: sentAt === undefined ? null : instant(sentAt),
      changedAt: changedAt > 0 ? instant(changedAt) : null,
    },
  ]
}
