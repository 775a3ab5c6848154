export type SubscriptionStatus = 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NOT_SPECIFIED'

export interface SubscriptionType {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly createdAt: number
}

export interface TypeStatus {
  readonly status: SubscriptionStatus
  readonly at: number
}

export type StatusChange =
  | 'NO_STATUS_CHANGE'
  | 'REQUESTED_CHANGE_OCCURRED'
  | 'RESUBSCRIBE_OCCURRED'
  | 'UNSUBSCRIBE_FROM_ALL_OCCURRED'

export interface SubscriptionSummary {
  readonly optedOutOfAll: boolean
  readonly types: Readonly<Record<string, SubscriptionStatus>>
}

interface AddressStatus {
  optedOutAt: number | null
  readonly types: Map<string, TypeStatus>
}

/** What addresses said, per subscription type and for the whole portal. It belongs to the address, not to a contact. */
export class SubscriptionLedger {
  readonly types = new Map<string, SubscriptionType>()
  readonly #addresses = new Map<string, AddressStatus>()

  status(address: string, typeId: string): TypeStatus {
    const known = this.#addresses.get(address.toLowerCase())
    if (known?.optedOutAt != null) return { status: 'UNSUBSCRIBED', at: known.optedOutAt }
    return known?.types.get(typeId) ?? { status: 'NOT_SPECIFIED', at: 0 }
  }

  optedOutAt(address: string): number | null {
    return this.#addresses.get(address.toLowerCase())?.optedOutAt ?? null
  }

  /** Subscribing an address again lifts its portal-wide opt-out, as version 4 of the API does. */
  set(address: string, typeId: string, status: SubscriptionStatus, at: number): StatusChange {
    const entry = this.#entry(address)
    const before = this.status(address, typeId).status
    if (before === status) return 'NO_STATUS_CHANGE'
    if (status === 'SUBSCRIBED') entry.optedOutAt = null
    entry.types.set(typeId, { status, at })
    return before === 'UNSUBSCRIBED' && status === 'SUBSCRIBED'
      ? 'RESUBSCRIBE_OCCURRED'
      : 'REQUESTED_CHANGE_OCCURRED'
  }

  optOutOfAll(address: string, at: number): StatusChange {
    const entry = this.#entry(address)
    if (entry.optedOutAt !== null) return 'NO_STATUS_CHANGE'
    entry.optedOutAt = at
    return 'UNSUBSCRIBE_FROM_ALL_OCCURRED'
  }

  summary(address: string): SubscriptionSummary {
    const types = [...this.types.keys()].map(id => [id, this.status(address, id).status] as const)
    return { optedOutOfAll: this.optedOutAt(address) !== null, types: Object.fromEntries(types) }
  }

  /** The read-only properties in which a contact of this address shows its opt-outs. */
  optOutProperties(address: string): Record<string, string> {
    const { optedOutOfAll, types } = this.summary(address)
    const shown = Object.entries(types).map(
      ([id, status]) => [`hs_email_optout_${id}`, status === 'UNSUBSCRIBED' ? 'true' : ''] as const,
    )
    return { ...Object.fromEntries(shown), hs_email_optout: optedOutOfAll ? 'true' : '' }
  }

  *addresses(): Generator<string> {
    yield* this.#addresses.keys()
  }

  #entry(address: string): AddressStatus {
    const key = address.toLowerCase()
    const known = this.#addresses.get(key) ?? { optedOutAt: null, types: new Map() }
    this.#addresses.set(key, known)
    return known
  }
}
