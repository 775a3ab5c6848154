import {
  type FieldRow,
  fitFields,
  type Operation,
  type OperationTarget,
  type OptInRow,
  type OptOutRow,
  type Outcome,
  type Priority,
  type RowAddress,
} from '@esplanade/connector-kit'
import { ask, type Context } from './ask.ts'
import type { MailchimpClient } from './client.ts'
import type { MailchimpConfig } from './config.ts'
import { asMergeField, mergeValue } from './merge-fields.ts'
import { audienceOptIn } from './shapes.ts'
import { type MemberNow, readStatuses } from './status-book.ts'
import { unlessVanished } from './unless-vanished.ts'
import {
  CONFIRMATION_SENT,
  type Decision,
  MAX_MEMBERS,
  WRITE_MEMBERS,
  writeMembers,
} from './write-members.ts'

/** Each repeats the present status and address of a member, so that neither moves unless it is meant to. */
const BULK = { route: WRITE_MEMBERS, maxRows: MAX_MEMBERS, idempotent: true } as const

/** Writes merge fields. */
export const fields: Operation<FieldRow, MailchimpConfig, MailchimpClient> = {
  ...BULK,
  name: 'merge fields',
  prepare: (row, target) => fitFields(row, { ...target, fields: (target.fields ?? []).map(asMergeField) }),
  send: (context, target, rows) =>
    unlessVanished(rows, audience(target), () => writeRows(context, target, rows, 'push', decideFields)),
}

/** Unsubscribes. Whoever is not mailed anyway stays as they are: writing to an archived member would revive it. */
export const optOut: Operation<OptOutRow, MailchimpConfig, MailchimpClient> = {
  ...BULK,
  name: 'unsubscribe',
  send: (context, target, rows) =>
    unlessVanished(rows, audience(target), () => writeRows(context, target, rows, 'consent', decideOptOut)),
}

/**
 * Subscribes, or asks for confirmation where the audience wants it (double opt-in). Mailchimp refuses
 * whoever unsubscribed by themselves, bounced or was deleted for good: only they can come back.
 */
export const optIn: Operation<OptInRow, MailchimpConfig, MailchimpClient> = {
  ...BULK,
  name: 'subscribe',
  send: (context, target, rows) =>
    unlessVanished(rows, audience(target), async () => {
      const options = { idempotent: true, priority: 'consent' } as const
      const { double_optin } = await ask(context, AUDIENCE, audienceOptIn, options, ({ lists }) =>
        lists.getListWithHttpInfo(target.container, { fields: ['double_optin'] }),
      )
      return writeRows(context, target, rows, 'consent', ({ optIn: { at } }, { email, status }) => {
        const settled = OPT_IN_SETTLED[status]
        if (settled) return { outcome: settled }
        return { write: { email, status: double_optin ? 'pending' : 'subscribed', optedInAt: at } }
      })
    }),
}

async function writeRows<Row extends RowAddress>(
  context: Context,
  target: OperationTarget,
  rows: readonly Row[],
  priority: Priority,
  decide: (row: Row, member: MemberNow) => Decision,
): Promise<Outcome[]> {
  const present = await readStatuses(context, target, rows, priority)
  const decisions = rows.map((row): Decision => {
    const member = present(row)
    if (!member) return { outcome: UNKNOWN }
    return member.email === '' ? { outcome: NO_EMAIL } : decide(row, member)
  })
  return writeMembers(context, target.container, decisions, priority)
}

const audience = ({ container }: OperationTarget): string => `audience ${container}`

function decideOptOut(_row: OptOutRow, { email, status }: MemberNow): Decision {
  if (NOT_MAILED.has(status)) return { outcome: { status: 'unchanged' } }
  return { write: { email, status: 'unsubscribed' } }
}

function decideFields({ values }: FieldRow, member: MemberNow): Decision {
  const refused = FIELDS_REFUSED[member.status]
  if (refused) return { outcome: refused }
  const mergeFields = Object.entries(values).map(([tag, value]) => [tag, mergeValue(value)])
  return { write: { ...member, mergeFields: Object.fromEntries(mergeFields) } }
}

const AUDIENCE = 'GET /lists/{list_id}'
const NOT_MAILED: ReadonlySet<string> = new Set(['unsubscribed', 'cleaned', 'archived'])

/** By status, members whom a write of fields would do more to than write fields. */
const FIELDS_REFUSED: Readonly<Record<string, Outcome>> = {
  archived: {
    status: 'refused',
    code: 'member-archived',
    message: 'The member is archived, and writing to it would revive it. Restore it in Mailchimp first.',
  },
  pending: {
    status: 'refused',
    code: 'member-pending',
    message:
      'The member has not confirmed yet, and writing to it may send the confirmation again. It is written once they have.',
  },
}

/** By status, members whom Mailchimp need not be asked about. */
const OPT_IN_SETTLED: Readonly<Record<string, Outcome>> = {
  subscribed: { status: 'unchanged' },
  pending: CONFIRMATION_SENT,
  cleaned: {
    status: 'refused',
    code: 'address-bounced',
    message: 'Mail to this address bounced for good. Correct the address, then subscribe the new one.',
  },
}

const NO_EMAIL: Outcome = {
  status: 'refused',
  code: 'email-missing',
  message: 'Mailchimp writes to members by address, and this one has none. Add an address in Mailchimp.',
}

const UNKNOWN: Outcome = {
  status: 'refused',
  code: 'member-missing',
  message: 'The audience has no such member, and writing to it would create one. Pull again.',
}
