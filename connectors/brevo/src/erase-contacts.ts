import { ConnectorError, type EraseRow, type Operation } from '@esplanade/connector-kit'
import type { BrevoClient } from '@getbrevo/brevo'
import { ask, type BrevoContext, tell } from './client.ts'
import type { BrevoConfig } from './config.ts'
import { ROUTES } from './routes.ts'

const LOOK_AFTER_MS = 10_000

/**
 * Deletes one contact, then looks until nobody of that id is left. Whether logs of mails that were
 * sent outlive the contact, the documentation doesn't say.
 */
export const eraseContacts: Operation<EraseRow, BrevoConfig, BrevoClient> = {
  name: 'erasures',
  route: ROUTES.deleteContact,
  maxRows: 1,
  idempotent: true,
  send: async (context, _target, rows) => {
    const [{ remoteId }] = rows as readonly [EraseRow]
    const identifier = { identifier: Number(remoteId), identifierType: 'contact_id' } as const
    const gone = await isMissing(
      tell(context, ROUTES.deleteContact, client => client.contacts.deleteContact(identifier), {
        idempotent: true,
        priority: 'consent',
      }),
    )
    if (gone) return { kind: 'answered', outcomes: [{ status: 'applied' }] }
    return { kind: 'job', job: remoteId, pollAfterMs: LOOK_AFTER_MS }
  },
  poll: async (context: BrevoContext, _target, job) => {
    const identifier = { identifier: Number(job), identifierType: 'contact_id' } as const
    const look = ask(context, ROUTES.contact, client => client.contacts.getContactInfo(identifier))
    return (await isMissing(look))
      ? { kind: 'done', outcomes: [{ status: 'applied' }] }
      : { kind: 'pending', pollAfterMs: LOOK_AFTER_MS }
  },
}

async function isMissing(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return false
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'missing') return true
    throw error
  }
}
