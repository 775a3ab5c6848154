import type { EmulatorControls } from '@esplanade/connector-kit/emulator'
import type { BrevoAccount } from './brevo-account.ts'

/** What a rehearsal may do to the account from outside. */
export const controls: EmulatorControls<BrevoAccount> = {
  seed: (account, members) => {
    const added = members.filter(({ email }) => account.contactByEmail(email) === undefined)
    for (const { email, consent } of added)
      account.addContact({ email, emailBlacklisted: consent === 'unsubscribed' })
    return added.length
  },
  inspect: (account, email) => {
    const contact = account.contactByEmail(email)
    return (
      contact && {
        email: contact.email,
        remoteId: String(contact.id),
        consent: contact.emailBlacklisted ? 'blacklisted' : 'subscribed',
        fields: Object.fromEntries(contact.attributes),
        targets: [...contact.listIds].map(id => account.lists.get(id)?.name ?? String(id)),
      }
    )
  },
  touch: (account, email) => {
    const contact = account.contactByEmail(email)
    if (!contact) return false
    contact.modifiedAt = account.now
    return true
  },
}
