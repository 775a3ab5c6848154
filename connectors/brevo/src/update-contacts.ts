import {
  APPLIED,
  fitFields,
  type Outcome,
  type RowAddress,
  ready,
  refused,
  type SendResult,
  settled,
  unlessVanished,
} from '@esplanade/connector-kit'
import type { Brevo } from '@getbrevo/brevo'
import { type BrevoContext, type BrevoOperation, tell } from './client.ts'
import { hasList } from './lists.ts'
import { ROUTES } from './routes.ts'

type Update = Brevo.UpdateBatchContactsRequest.Contacts.Item

/** Unconfirmed: no page of the documentation says how many contacts one update takes. */
const MAX_CONTACTS = 100

/** What attributes, lists and opt-outs share: one bulk update, taken or refused as a whole, safe to repeat. */
const update = { route: ROUTES.updateContacts, maxRows: MAX_CONTACTS, idempotent: true } as const

export const writeAttributes: BrevoOperation['fields'] = {
  ...update,
  name: 'attributes',
  prepare: (row, target) => unknownById(row) ?? fitFields(row, target),
  send: (context, _target, rows) =>
    answered(
      context,
      rows.map(({ remoteId, values }) => ({
        id: Number(remoteId),
        // An empty text clears; that it does so for every type is unconfirmed.
        attributes: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? ''])),
      })),
    ),
}

/** Additions and removals of one list travel together. A contact's consent is no part of it. */
export const writeListMembers: BrevoOperation['members'] = {
  ...update,
  name: 'list members',
  prepare: row => unknownById(row) ?? ready(row),
  send: (context, { target }, rows) => {
    if (!target) throw new Error('Members are written to a list; the target names none.')
    const listIds = [Number(target.remoteId)]
    const updates = rows.map(({ remoteId, action }) => ({
      id: Number(remoteId),
      ...(action === 'add' ? { listIds } : { unlinkListIds: listIds }),
    }))
    // Brevo refuses the batch, and whether for the list or for a contact is for us to find out.
    const isGone = async () => !(await hasList(context, target))
    return unlessVanished(rows, `list "${target.name}"`, send(context, updates), { isGone, told: 'rejected' })
  },
}

/** Consent belongs to the address, so the address names the contact. Nothing here ever sends `false`. */
export const writeOptOuts: BrevoOperation['optOut'] = {
  ...update,
  name: 'opt-outs',
  send: (context, _target, rows) =>
    answered(
      context,
      rows.map(({ email }) => ({ email, emailBlacklisted: true })),
      'consent',
    ),
}

async function send(
  context: BrevoContext,
  contacts: Update[],
  priority: 'push' | 'consent' = 'push',
): Promise<Outcome[]> {
  const update = { contacts }
  await tell(context, ROUTES.updateContacts, client => client.contacts.updateBatchContacts(update), {
    priority,
  })
  return contacts.map(() => APPLIED)
}

const answered = async (...sent: Parameters<typeof send>): Promise<SendResult> => ({
  kind: 'answered',
  outcomes: await send(...sent),
})

/** Ids are whole numbers there; another one would be refused together with everybody in its batch. */
const unknownById = ({ remoteId }: RowAddress) => (/^\d+$/.test(remoteId) ? undefined : settled(ID_UNKNOWN))
const ID_UNKNOWN = refused(
  'id-unknown',
  'Brevo knows contacts by whole numbers, and this is none. Pull again.',
)
