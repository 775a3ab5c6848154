import { APPLIED, onFailure, seconds } from '@esplanade/connector-kit'
import { ask, type Operation } from './api-request.ts'
import { CONTACTS, readRecords } from './records.ts'

const ROUTE = 'POST /crm/v3/objects/contacts/gdpr-delete'
const POLL_AFTER_MS = seconds(10)

/**
 * Erases a contact by HubSpot's own GDPR delete, which cannot be undone, and looks until the contact is
 * neither there nor in the archive. The address's opt-outs stay: they are kept apart from contacts.
 */
export const erase: Operation['erase'] = {
  name: 'erase contacts',
  route: ROUTE,
  maxRows: 1,
  idempotent: true,
  send: async (context, _target, [row]) => {
    if (row === undefined) return { kind: 'answered', outcomes: [] }
    const contact = { objectId: row.remoteId }
    const purged = ask(context, ROUTE, ({ crm }) => crm.contacts.basicApi.purgeWithHttpInfo(contact), {
      priority: 'consent',
    })
    // Erased before, perhaps by a request whose answer was lost: looking will tell.
    await onFailure('missing', purged, () => undefined)
    return { kind: 'job', job: row.remoteId, pollAfterMs: POLL_AFTER_MS }
  },
  poll: async (context, _target, _job, rows) => {
    const wanted = { ids: rows.map(({ remoteId }) => remoteId), properties: [] }
    const living = await readRecords(context, CONTACTS, wanted)
    const archived = await readRecords(context, CONTACTS, { ...wanted, archived: true })
    if (living.length + archived.length > 0) return { kind: 'pending', pollAfterMs: POLL_AFTER_MS }
    return { kind: 'done', outcomes: rows.map(() => APPLIED) }
  },
}
