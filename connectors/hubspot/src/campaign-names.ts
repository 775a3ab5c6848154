import { ConnectorError } from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context } from './api-request.ts'

const ROUTE = 'GET /email/public/v1/campaigns/{campaignId}'
const campaignSchema = z.object({
  name: z.string().optional(),
  subject: z.string().optional(),
  lastProcessingStartedAt: z.number().optional(),
})

/** Names of campaigns, each asked for once per pull: events carry numbers, and people know names. */
export class CampaignNames {
  readonly #names = new Map<number, string>()
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  /** Looks up the ones that are not known yet. */
  async learn(ids: Iterable<number>): Promise<void> {
    for (const id of new Set(ids)) {
      if (this.#names.has(id)) continue
      const campaign = await readCampaign(this.#context, id)
      this.#names.set(id, campaign?.name || campaign?.subject || '')
    }
  }

  /** The campaign's name; its number where it has none or was deleted. */
  nameOf(id: number): string {
    return this.#names.get(id) || String(id)
  }
}

/** Undefined for a campaign that was deleted. */
export async function readCampaign(
  context: Context,
  id: number,
): Promise<z.output<typeof campaignSchema> | undefined> {
  const request = { method: 'GET', path: `/email/public/v1/campaigns/${id}` } as const
  try {
    return await askPlainly(context, ROUTE, campaignSchema, request)
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'missing') return undefined
    throw error
  }
}
