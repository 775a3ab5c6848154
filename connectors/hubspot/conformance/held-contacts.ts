import type { HubspotAccount } from '../emulator/index.ts'

/** Whether a contact of this address lives or lies in the archive. */
export const holds = (account: HubspotAccount, email: string): boolean =>
  [...account.contacts.all()].some(({ properties }) => properties.email === email.toLowerCase())

/** Addresses of the contacts that have this value among those of a property. */
export function tagged(account: HubspotAccount, property: string, value: string): ReadonlySet<string> {
  const contacts = [...account.contacts.all()].filter(({ properties }) =>
    properties[property]?.split(';').includes(value),
  )
  return new Set(contacts.map(({ id, properties }) => properties.email ?? id))
}
