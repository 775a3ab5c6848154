import { type PulledCampaign, parseInstant, type Stream, walkPages } from '@esplanade/connector-kit'
import type { BrevoClient } from '@getbrevo/brevo'
import { z } from 'zod'
import { ask, type BrevoContext } from './client.ts'
import type { BrevoConfig } from './config.ts'
import { ROUTES } from './routes.ts'

/** Unconfirmed: the documentation has said 1,000, 500 and 100 in turn. */
const PAGE_SIZE = 100

const checkpointSchema = z.object({ sentUntil: z.number().nullable() })

/**
 * Sent campaigns. The filter by send date refuses dates ahead of Brevo's clock, which ours may be; so
 * all are read, a hundred a request, and those sent since the last pull are given.
 */
export const campaignsStream: Stream<BrevoConfig, BrevoClient> = {
  name: 'campaigns',
  async *pull(context, request) {
    const last = checkpointSchema.optional().parse(request.checkpoint)
    let sentUntil = last?.sentUntil ?? null
    const since = sentUntil === null ? Number.NEGATIVE_INFINITY : sentUntil
    const items: PulledCampaign[] = []
    for await (const campaigns of sentCampaigns(context)) {
      for (const campaign of campaigns) {
        const sentAt = campaign.sentAt ?? Number.NEGATIVE_INFINITY
        if (sentAt <= since) continue
        items.push(campaign)
        sentUntil = Math.max(sentUntil ?? 0, sentAt)
      }
    }
    yield { items, checkpoint: { sentUntil } }
  },
}

async function* sentCampaigns(context: BrevoContext): AsyncGenerator<readonly PulledCampaign[]> {
  const read = async (cursor: string | null) => {
    const offset = Number(cursor ?? 0)
    const query = {
      status: 'sent',
      limit: PAGE_SIZE,
      offset,
      sort: 'asc',
      excludeHtmlContent: true,
    } as const
    const { data } = await ask(context, ROUTES.campaigns, client =>
      client.emailCampaigns.getEmailCampaigns(query),
    )
    const rows = data.campaigns ?? []
    return {
      data: rows.map(
        (row): PulledCampaign => ({
          kind: 'campaign',
          id: String(row.id),
          name: row.name,
          subject: row.subject ?? row.subjectA ?? null,
          channel: 'email',
          sentAt: parseInstant(row.sentDate ?? '') ?? null,
          changedAt: parseInstant(row.modifiedAt) ?? null,
        }),
      ),
      next: rows.length < PAGE_SIZE ? null : String(offset + PAGE_SIZE),
    }
  }
  for await (const { data } of walkPages({ route: ROUTES.campaigns, from: null, read })) yield data
}
