import type { EmulatorControls } from '@esplanade/connector-kit/emulator'
import type { HubspotAccount } from './hubspot-account.ts'

/** The subscription type that every emulated account begins with. */
const MARKETING = '1'

/** What a rehearsal may do to the account from outside. */
export const controls: EmulatorControls<HubspotAccount> = {
  seed: (account, members) => {
    const added = members.filter(({ email }) => account.contactByEmail(email) === undefined)
    for (const { email, consent } of added) {
      const status = consent === 'subscribed' ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
      account.addContact({ email, subscriptions: { [MARKETING]: status } })
    }
    return added.length
  },
  inspect: (account, email) => {
    const contact = account.contactByEmail(email)
    if (!contact) return undefined
    const { optedOutOfAll, types } = account.subscription(email)
    const lists = account.lists.all().filter(({ members }) => members.has(contact.id))
    return {
      email: contact.properties.email ?? email,
      remoteId: contact.id,
      consent: optedOutOfAll ? 'OPTED_OUT_OF_ALL' : (types[MARKETING] ?? 'NOT_SPECIFIED'),
      fields: contact.properties,
      targets: lists.map(({ name }) => name),
    }
  },
  touch: (account, email) => {
    const contact = account.contactByEmail(email)
    if (contact)
      account.updateContact(contact.id, { city: `Touched at ${new Date(account.now).toISOString()}` })
    return contact !== undefined
  },
}
