import type { HubspotAccount } from './hubspot-account.ts'

export interface HubspotSnapshot {
  /** Properties by contact id; an archived contact has `archived: 'true'` besides. */
  readonly contacts: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Member ids by list name. */
  readonly lists: Readonly<Record<string, readonly string[]>>
  /** What every address that ever said something said. */
  readonly subscriptions: Readonly<Record<string, ReturnType<HubspotAccount['subscription']>>>
}

/** Everything that a sync may or may not have moved, as plain values to compare. */
export function takeSnapshot(account: HubspotAccount): HubspotSnapshot {
  const contacts = [...account.contacts.all()].map(
    ({ id, properties, archivedAt }) =>
      [id, { ...properties, ...(archivedAt !== null && { archived: 'true' }) }] as const,
  )
  const lists = account.lists.all().map(({ name, members }) => [name, [...members.keys()].sort()] as const)
  const subscriptions = [...account.subscriptions.addresses()].map(
    address => [address, account.subscription(address)] as const,
  )
  return {
    contacts: Object.fromEntries(contacts),
    lists: Object.fromEntries(lists),
    subscriptions: Object.fromEntries(subscriptions),
  }
}
