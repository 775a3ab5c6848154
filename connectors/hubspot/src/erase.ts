import {
  ConnectorError,
  type EraseRow,
  type Operation,
  type Outcome,
  seconds,
} from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import { z } from 'zod'
import type { Context } from './api-request.ts'
import type { HubspotConfig } from './config.ts'
import { CONTACTS, readRecords } from './records.ts'

const ROUTE = 'POST /crm/v3/objects/contacts/gdpr-delete'
const POLL_AFTER_MS = seconds(10)
const jobSchema = z.object({ id: z.string() })

/**
 * Erases a contact by HubSpot's own GDPR delete, which cannot be undone, and looks until the contact is
 * neither there nor in the archive. The address's opt-outs stay: they are kept apart from contacts.
 */
export const erase: Operation<EraseRow, HubspotConfig, Client> = {
  name: 'erase contacts',
  route: ROUTE,
  maxRows: 1,
  idempotent: true,
  send: async (context, _target, rows) => {
    const [row] = rows
    if (row === undefined) return { kind: 'answered', outcomes: [] }
    await purge(context, row)
    return { kind: 'job', job: { id: row.remoteId }, pollAfterMs: POLL_AFTER_MS }
  },
  poll: async (context, _target, job, rows) => {
    const { id } = jobSchema.parse(job)
    const wanted = { ids: [id], properties: [] }
    const living = await readRecords(context, CONTACTS, wanted)
    const archived = await readRecords(context, CONTACTS, { ...wanted, archived: true })
    if (living.length + archived.length > 0) return { kind: 'pending', pollAfterMs: POLL_AFTER_MS }
    return { kind: 'done', outcomes: rows.map((): Outcome => ({ status: 'applied' })) }
  },
}

async function purge({ client, session }: Context, { remoteId }: EraseRow): Promise<void> {
  try {
    await session.call(ROUTE, { idempotent: true, priority: 'consent' }, async () => {
      const { headers } = await client.crm.contacts.basicApi.purgeWithHttpInfo({ objectId: remoteId })
      return { data: undefined, headers }
    })
  } catch (error) {
    // Erased before, perhaps by a request whose answer was lost: looking will tell.
    if (!(error instanceof ConnectorError) || error.kind !== 'missing') throw error
  }
}
