import type { ContactNo, Identity } from '@esplanade/core/schema'
import { maskToContacts } from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import type { PreviewResult } from '../result.ts'
import type { NamedContact } from './results.ts'

/** Names for some contacts of a mask, from all over it and the same ones each time. */
export async function nameSome(
  hub: HubContext,
  mask: Uint32Array,
  most: number,
): Promise<readonly NamedContact[]> {
  return nameContacts(hub, spread(maskToContacts(mask), most))
}

/** Names for the first of some contacts. */
export function nameFirst(
  hub: HubContext,
  contacts: Uint32Array,
  most: number,
): Promise<readonly NamedContact[]> {
  return nameContacts(hub, Array.from(contacts.subarray(0, most)) as ContactNo[])
}

/** Contacts with the identities by which people know them, in the order given. */
export async function nameContacts(
  { store }: HubContext,
  contacts: readonly ContactNo[],
): Promise<NamedContact[]> {
  const identities = await store.state.identitiesOf(contacts)
  const byContact = Map.groupBy(identities, ({ contactNo }) => contactNo)
  return contacts.map(contact => ({
    contact,
    identities: (byContact.get(contact) ?? []).map(identityText).sort(),
  }))
}

/** The same with attributes. */
export async function sampleProfiles(
  hub: HubContext,
  contacts: Uint32Array,
  most: number,
): Promise<PreviewResult['samples']> {
  const chosen = spread(contacts, most)
  const profiles = await hub.store.facts.profiles(chosen)
  const named = await nameContacts(hub, chosen)
  return named.map(each => ({ ...each, attributes: profiles.get(each.contact as ContactNo) ?? {} }))
}

function spread(contacts: Uint32Array, most: number): ContactNo[] {
  const step = Math.max(1, Math.floor(contacts.length / Math.max(1, most)))
  return Array.from(
    { length: Math.min(most, contacts.length) },
    (_, index) => contacts[index * step] as ContactNo,
  )
}

const identityText = ({ kind, value, connection }: Identity): string =>
  connection === null ? `${kind}:${value}` : `${connection}:${value}`
