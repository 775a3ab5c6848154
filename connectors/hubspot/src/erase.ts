import { APPLIED, eraseAndLook, seconds } from '@esplanade/connector-kit'
import { ask, type Context, type Operation } from './api-request.ts'
import { CONTACTS, readRecords } from './records.ts'

const ROUTE = 'POST /crm/v3/objects/contacts/gdpr-delete'

/**
 * Erases a contact by HubSpot's own GDPR delete, which cannot be undone, and looks until the contact is
 * neither there nor in the archive. The address's opt-outs stay: they are kept apart from contacts.
 */
export const erase: Operation['erase'] = eraseAndLook({
  name: 'erase contacts',
  route: ROUTE,
  pollAfterMs: seconds(10),
  erase: (context: Context, objectId) =>
    ask(context, ROUTE, ({ crm }) => crm.contacts.basicApi.purgeWithHttpInfo({ objectId }), {
      priority: 'consent',
    }),
  look: async (context, { remoteId }) => {
    const wanted = { ids: [remoteId], properties: [] }
    const living = await readRecords(context, CONTACTS, wanted)
    const archived = await readRecords(context, CONTACTS, { ...wanted, archived: true })
    return living.length + archived.length > 0 ? undefined : APPLIED
  },
})
