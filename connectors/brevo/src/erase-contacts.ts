import { APPLIED, eraseAndLook, onFailure, seconds } from '@esplanade/connector-kit'
import { ask, type BrevoContext, type BrevoOperation, tell } from './client.ts'
import { ROUTES } from './routes.ts'

/**
 * Deletes one contact, then looks until nobody of that id is left. Whether logs of mails that were
 * sent outlive the contact, the documentation doesn't say.
 */
export const eraseContacts: BrevoOperation['erase'] = eraseAndLook({
  name: 'erasures',
  route: ROUTES.deleteContact,
  pollAfterMs: seconds(10),
  erase: (context: BrevoContext, id) =>
    tell(context, ROUTES.deleteContact, ({ contacts }) => contacts.deleteContact(byId(id)), {
      priority: 'consent',
    }),
  look: (context, { remoteId }) => {
    const found = ask(context, ROUTES.contact, ({ contacts }) => contacts.getContactInfo(byId(remoteId)))
    return onFailure(
      'missing',
      found.then(() => undefined),
      () => APPLIED,
    )
  },
})

const byId = (id: string) => ({ identifier: Number(id), identifierType: 'contact_id' }) as const
