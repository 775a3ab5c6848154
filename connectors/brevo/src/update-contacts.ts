import {
  type FieldRow,
  fitFields,
  type MemberRow,
  type Operation,
  type OperationTarget,
  type OptOutRow,
  type PreparedRow,
  type RowAddress,
  type SendResult,
} from '@esplanade/connector-kit'
import type { Brevo, BrevoClient } from '@getbrevo/brevo'
import { type BrevoContext, tell } from './client.ts'
import type { BrevoConfig } from './config.ts'
import { ROUTES } from './routes.ts'

type Update = Brevo.UpdateBatchContactsRequest.Contacts.Item
type Op<Row extends RowAddress> = Operation<Row, BrevoConfig, BrevoClient>

/** Unconfirmed: no page of the documentation says how many contacts one update takes. */
const MAX_CONTACTS = 100

/** What attributes, lists and opt-outs share: one bulk update, taken or refused as a whole, safe to repeat. */
const update = { route: ROUTES.updateContacts, maxRows: MAX_CONTACTS, idempotent: true } as const

export const writeAttributes: Op<FieldRow> = {
  ...update,
  name: 'attributes',
  prepare: (row, target) => knownById(row) ?? fitFields(row, target),
  send: (context, _target, rows) =>
    send(
      context,
      rows.map(({ remoteId, values }) => ({
        id: Number(remoteId),
        // An empty text clears; that it does so for every type is unconfirmed.
        attributes: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? ''])),
      })),
    ),
}

/** Additions and removals of one list travel together. A contact's consent is no part of it. */
export const writeListMembers: Op<MemberRow> = {
  ...update,
  name: 'list members',
  prepare: row => knownById(row) ?? { kind: 'ready', row, notes: [] },
  send: (context, target, rows) => {
    const listIds = [listIdOf(target)]
    return send(
      context,
      rows.map(({ remoteId, action }) => ({
        id: Number(remoteId),
        ...(action === 'add' ? { listIds } : { unlinkListIds: listIds }),
      })),
    )
  },
}

/** Consent belongs to the address, so the address names the contact. Nothing here ever sends `false`. */
export const writeOptOuts: Op<OptOutRow> = {
  ...update,
  name: 'opt-outs',
  send: (context, _target, rows) =>
    send(
      context,
      rows.map(({ email }) => ({ email, emailBlacklisted: true })),
      'consent',
    ),
}

async function send(
  context: BrevoContext,
  contacts: Update[],
  priority: 'push' | 'consent' = 'push',
): Promise<SendResult> {
  await tell(context, ROUTES.updateContacts, client => client.contacts.updateBatchContacts({ contacts }), {
    idempotent: true,
    priority,
  })
  return { kind: 'answered', outcomes: contacts.map(() => ({ status: 'applied' })) }
}

/** Ids are whole numbers there; another one would be refused together with everybody in its batch. */
function knownById<Row extends RowAddress>({ remoteId }: Row): PreparedRow<Row> | undefined {
  if (/^\d+$/.test(remoteId)) return undefined
  return {
    kind: 'settled',
    outcome: {
      status: 'refused',
      code: 'id-unknown',
      message: 'Brevo knows contacts by whole numbers, and this is none. Pull again.',
    },
  }
}

function listIdOf({ target }: OperationTarget): number {
  if (!target) throw new Error('Members are written to a list; the target names none.')
  return Number(target.remoteId)
}
