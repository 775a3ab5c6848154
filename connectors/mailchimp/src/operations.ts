import {
  fitFields,
  type MemberState,
  type OperationTarget,
  type Outcome,
  type Priority,
  type RowAddress,
  refused,
  type SendResult,
  UNCHANGED,
  unlessVanished,
} from '@esplanade/connector-kit'
import { ask, type Context, type Operation } from './client.ts'
import { MEMBERS, readStatuses } from './member-walk.ts'
import { asMergeField, mergeValue } from './merge-fields.ts'
import { audienceOptIn } from './shapes.ts'
import {
  CONFIRMATION_SENT,
  type Decision,
  MAX_MEMBERS,
  WRITE_MEMBERS,
  writeMembers,
} from './write-members.ts'

const AUDIENCE = 'GET /lists/{list_id}'

/** Each repeats the present status and address of a member, so that neither moves unless it is meant to. */
const BULK = {
  route: WRITE_MEMBERS,
  // Who changed meanwhile, and who was archived; batches that begin together share one look.
  reads: [{ route: MEMBERS }, { route: MEMBERS }],
  maxRows: MAX_MEMBERS,
  idempotent: true,
} as const

/** Writes merge fields. */
export const fields: Operation['fields'] = {
  ...BULK,
  name: 'merge fields',
  prepare: (row, target) => fitFields(row, { ...target, fields: (target.fields ?? []).map(asMergeField) }),
  send: (context, target, rows) =>
    writeRows(context, target, rows, 'push', async () => ({ values }, member) => {
      const outcome = FIELDS_REFUSED[member.status]
      if (outcome) return { outcome }
      const mergeFields = Object.entries(values).map(([tag, value]) => [tag, mergeValue(value)])
      return { write: { ...member, mergeFields: Object.fromEntries(mergeFields) } }
    }),
}

/** Unsubscribes. Whoever is not mailed anyway stays as they are: writing to an archived member would revive it. */
export const optOut: Operation['optOut'] = {
  ...BULK,
  name: 'unsubscribe',
  send: (context, target, rows) =>
    writeRows(
      context,
      target,
      rows,
      'consent',
      async () =>
        (_row, { email, status }) =>
          NOT_MAILED.has(status) ? { outcome: UNCHANGED } : { write: { email, status: 'unsubscribed' } },
    ),
}

/**
 * Subscribes, or asks for confirmation where the audience wants it (double opt-in). Mailchimp refuses
 * whoever unsubscribed by themselves, bounced or was deleted for good: only they can come back.
 */
export const optIn: Operation['optIn'] = {
  ...BULK,
  name: 'subscribe',
  reads: [...BULK.reads, { route: AUDIENCE }],
  send: (context, target, rows) =>
    writeRows(context, target, rows, 'consent', async () => {
      const request = { path: { list_id: target.container }, priority: 'consent' } as const
      const { double_optin } = await ask(context, AUDIENCE, audienceOptIn, request)
      return ({ optIn: { at } }, { email, status }) => {
        const outcome = OPT_IN_SETTLED[status]
        if (outcome) return { outcome }
        return { write: { email, status: double_optin ? 'pending' : 'subscribed', optedInAt: at } }
      }
    }),
}

/** `rule` reads what it needs and gives what is to be done with a row, by what its member is now. */
function writeRows<Row extends RowAddress>(
  context: Context,
  target: OperationTarget,
  rows: readonly Row[],
  priority: Priority,
  rule: () => Promise<(row: Row, member: MemberState) => Decision>,
): Promise<SendResult> {
  const write = async () => {
    const decide = await rule()
    const present = await readStatuses(context, target, rows, priority)
    const decisions = rows.map((row): Decision => {
      const member = present(row)
      if (!member) return { outcome: UNKNOWN }
      return member.email === '' ? { outcome: NO_EMAIL } : decide(row, member)
    })
    return writeMembers(context, target.container, decisions, priority)
  }
  return unlessVanished(rows, `audience ${target.container}`, write())
}

const NOT_MAILED: ReadonlySet<string> = new Set(['unsubscribed', 'cleaned', 'archived'])

/** By status, members whom a write of fields would do more to than write fields. */
const FIELDS_REFUSED: Readonly<Record<string, Outcome>> = {
  archived: refused(
    'member-archived',
    'The member is archived, and writing to it would revive it. Restore it in Mailchimp first.',
  ),
  pending: refused(
    'member-pending',
    'The member has not confirmed yet, and writing to it may send the confirmation again. It is written once they have.',
  ),
}

/** By status, members whom Mailchimp need not be asked about. */
const OPT_IN_SETTLED: Readonly<Record<string, Outcome>> = {
  subscribed: UNCHANGED,
  pending: CONFIRMATION_SENT,
  cleaned: refused(
    'address-bounced',
    'Mail to this address bounced for good. Correct the address, then subscribe the new one.',
  ),
}

const NO_EMAIL = refused(
  'email-missing',
  'Mailchimp writes to members by address, and this one has none. Add an address in Mailchimp.',
)

const UNKNOWN = refused(
  'member-missing',
  'The audience has no such member, and writing to it would create one. Pull again.',
)
