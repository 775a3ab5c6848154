import type { Esp } from './shop/person.ts'
import type { SegmentName } from './truth/segment-rules.ts'

/** What the shop calls its three accounts. */
export const CONNECTION_OF = { mailchimp: 'news', hubspot: 'crm', klaviyo: 'shop' } as const satisfies Record<
  Esp,
  string
>

/** A tag or list that the demo asks the hub to keep equal to a segment. */
export interface ManagedTarget {
  readonly esp: Esp
  readonly kind: 'tag' | 'list'
  readonly name: string
  readonly segment: SegmentName
}

export const MANAGED_TARGETS: readonly ManagedTarget[] = [
  { esp: 'mailchimp', kind: 'tag', name: 'VIP', segment: 'vip' },
  { esp: 'mailchimp', kind: 'tag', name: 'Lapsed buyer', segment: 'lapsed-buyers' },
  { esp: 'hubspot', kind: 'list', name: 'Active in California', segment: 'california-buyers' },
  { esp: 'hubspot', kind: 'list', name: 'Dormant', segment: 'dormant' },
  { esp: 'klaviyo', kind: 'list', name: 'Engaged readers', segment: 'engaged-readers' },
  { esp: 'klaviyo', kind: 'list', name: 'Browsers', segment: 'browsers' },
]

/** What the hub computes of everybody and writes into a custom field, under each vendor's own name for it. */
export const MANAGED_FIELDS: Record<Esp, { orders: string; lastOrder: string; vip: string }> = {
  mailchimp: { orders: 'ORDERS12M', lastOrder: 'LASTORDER', vip: 'VIP' },
  hubspot: { orders: 'orders_12m', lastOrder: 'last_order_on', vip: 'is_vip' },
  klaviyo: { orders: 'orders_12m', lastOrder: 'last_order_on', vip: 'is_vip' },
}

export const targetName = ({ kind, name }: Pick<ManagedTarget, 'kind' | 'name'>): string => `${kind}:${name}`
