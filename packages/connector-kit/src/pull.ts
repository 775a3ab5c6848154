import type { Channel, ConsentStatus, EventRow, IdentityClaim, Instant, Value } from '@esplanade/core/schema'

/** Rows, with the place to go on from once they are stored. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** JSON. Storing it before the page's rows would lose them. */
  readonly checkpoint: unknown
}

export type PulledItem = PulledContact | PulledEvent | PulledGone | PulledCampaign | PulledProduct

/** A member of a container as the vendor holds it. */
export interface PulledContact {
  readonly kind: 'contact'
  /** `''` where the vendor has one container only. */
  readonly container: string
  /** The vendor's own id; dies in a vendor's merge. */
  readonly remoteId: string
  /** E-mail, phone, external id as the vendor has them; the vendor id is added by the hub. */
  readonly identities: readonly IdentityClaim[]
  /** The address that the vendor mails, as written there; null where it has none. */
  readonly email: string | null
  /** Remote field names to values; blank ones are left out. */
  readonly fields: Readonly<Record<string, Value>>
  readonly consent: readonly PulledConsent[]
  readonly changedAt: Instant | null
  /** The vendor's own word for the member's state, where its bulk write must repeat it. */
  readonly remoteStatus?: string
}

export interface PulledConsent {
  readonly channel: Channel
  readonly scope: string
  readonly status: ConsentStatus
  /** Null where the vendor does not tell: the hub then dates a change from when it was first seen. */
  readonly at: Instant | null
  readonly evidence: string
}

export interface PulledEvent extends EventRow {
  readonly kind: 'event'
}

/** A member that the vendor no longer has. */
export interface PulledGone {
  readonly kind: 'gone'
  readonly container: string
  readonly remoteId: string
  readonly reason: 'deleted' | 'archived' | 'merged'
  /** The survivor of a merge. */
  readonly mergedInto?: string
}

/** A mail to many, of the stream `campaigns`; its `id` is what mail events carry as `campaign`. */
export interface PulledCampaign {
  readonly kind: 'campaign'
  readonly id: string
  readonly name: string
  /** Null where the vendor keeps it elsewhere, or the channel has none. */
  readonly subject: string | null
  readonly channel: Channel
  /** Null while it is not sent. */
  readonly sentAt: Instant | null
  readonly changedAt: Instant | null
}

/** An article of a shop, of the stream `products`; its `id` is what order events carry. */
export interface PulledProduct {
  readonly kind: 'product'
  readonly id: string
  readonly title: string
  readonly categories: readonly string[]
  /** Decimal text in `currency`; null where the vendor has no one price for it. */
  readonly price: string | null
  readonly currency: string | null
  readonly url: string | null
  /** Address of a picture of it. */
  readonly image: string | null
  readonly changedAt: Instant | null
}

export interface MembersPage {
  readonly remoteIds: readonly string[]
}
