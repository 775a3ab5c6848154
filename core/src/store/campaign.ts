import type { Channel, ConnectionId, Instant } from '../schema/index.ts'

/** A mail, or message, to many, as its connection tells of it. */
export interface StoredCampaign {
  readonly connection: ConnectionId
  /** The vendor's; what mail events name as `campaign_id`, or as `campaign`. */
  readonly id: string
  readonly name: string
  readonly subject: string | null
  readonly channel: Channel
  /** Null while it is not sent. */
  readonly sentAt: Instant | null
}

export interface CampaignStore {
  /** Adds campaigns and replaces those with the same connection and id. */
  saveCampaigns(campaigns: readonly StoredCampaign[]): Promise<void>
  /** Those of all connections: the last sent first, those not sent at the end, then by connection and id. */
  campaigns(): Promise<StoredCampaign[]>
}
