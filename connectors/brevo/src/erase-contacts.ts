import { APPLIED, onFailure } from '@esplanade/connector-kit'
import { ask, type BrevoOperation, tell } from './client.ts'
import { ROUTES } from './routes.ts'

const LOOK_AFTER_MS = 10_000

/**
 * Deletes one contact, then looks until nobody of that id is left. Whether logs of mails that were
 * sent outlive the contact, the documentation doesn't say.
 */
export const eraseContacts: BrevoOperation['erase'] = {
  name: 'erasures',
  route: ROUTES.deleteContact,
  maxRows: 1,
  idempotent: true,
  send: async (context, _target, [row]) => {
    if (!row) throw new Error('A call erases one contact.')
    const { remoteId } = row
    const deleted = tell(
      context,
      ROUTES.deleteContact,
      client => client.contacts.deleteContact(byId(remoteId)),
      {
        priority: 'consent',
      },
    )
    const gone = await onFailure('missing', deleted, () => true)
    if (gone) return { kind: 'answered', outcomes: [APPLIED] }
    return { kind: 'job', job: remoteId, pollAfterMs: LOOK_AFTER_MS }
  },
  poll: async (context, _target, job) => {
    const looked = ask(context, ROUTES.contact, client => client.contacts.getContactInfo(byId(job)))
    const there = await onFailure('missing', looked, () => undefined)
    if (there) return { kind: 'pending', pollAfterMs: LOOK_AFTER_MS }
    return { kind: 'done', outcomes: [APPLIED] }
  },
}

const byId = (id: unknown) => ({ identifier: Number(id), identifierType: 'contact_id' }) as const
