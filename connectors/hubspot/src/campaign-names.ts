import { ConnectorError } from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context } from './api-request.ts'

const ROUTE = 'GET /email/public/v1/campaigns/{campaignId}'
const campaignSchema = z.object({ name: z.string().optional(), subject: z.string().optional() })

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
      if (!this.#names.has(id)) this.#names.set(id, await this.#ask(id))
    }
  }

  /** The campaign's name; its number where it has none or was deleted. */
  nameOf(id: number): string {
    return this.#names.get(id) || String(id)
  }

  async #ask(id: number): Promise<string> {
    const request = { method: 'GET', path: `/email/public/v1/campaigns/${id}` } as const
    try {
      const { name, subject } = await askPlainly(this.#context, ROUTE, campaignSchema, request)
      return name || subject || ''
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'missing') return ''
      throw error
    }
  }
}
