import type { FieldRow, Operation, OptOutRow } from '@esplanade/connector-kit'
import type { MailchimpClient } from './client.ts'
import type { MailchimpConfig } from './config.ts'
import { mergeValue } from './merge-fields.ts'
import { type MemberNow, readStatuses } from './status-book.ts'
import { type Decision, MAX_MEMBERS, WRITE_MEMBERS, writeMembers } from './write-members.ts'

/** Writes merge fields; repeats each member's present status and address, so that neither moves. */
export const fields: Operation<FieldRow, MailchimpConfig, MailchimpClient> = {
  name: 'merge fields',
  route: WRITE_MEMBERS,
  maxRows: MAX_MEMBERS,
  idempotent: true,
  async send(context, target, rows) {
    const present = await readStatuses(context, target, rows, 'push')
    const decisions = rows.map(row => decideFields(row, present(row)))
    return { kind: 'answered', outcomes: await writeMembers(context, target.container, decisions, 'push') }
  },
}

/** Unsubscribes. Whoever is not mailed anyway stays as they are: writing to an archived member would revive it. */
export const optOut: Operation<OptOutRow, MailchimpConfig, MailchimpClient> = {
  name: 'unsubscribe',
  route: WRITE_MEMBERS,
  maxRows: MAX_MEMBERS,
  idempotent: true,
  async send(context, target, rows) {
    const present = await readStatuses(context, target, rows, 'consent')
    const decisions = rows.map(row => decideOptOut(present(row)))
    return { kind: 'answered', outcomes: await writeMembers(context, target.container, decisions, 'consent') }
  },
}

function decideFields(row: FieldRow, member: MemberNow | undefined): Decision {
  if (!member) return { outcome: UNKNOWN }
  switch (member.status) {
    case 'archived':
      return {
        outcome: {
          status: 'refused',
          code: 'member-archived',
          message:
            'The member is archived, and writing to it would revive it. Restore it in Mailchimp first.',
        },
      }
    case 'pending':
      return {
        outcome: {
          status: 'refused',
          code: 'member-pending',
          message:
            'The member has not confirmed yet, and writing to it may send the confirmation again. It is written once they have.',
        },
      }
    default: {
      const values = Object.entries(row.values).map(([tag, value]) => [tag, mergeValue(value)])
      return { write: { ...member, mergeFields: Object.fromEntries(values) } }
    }
  }
}

const NOT_MAILED: ReadonlySet<string> = new Set(['unsubscribed', 'cleaned', 'archived'])

function decideOptOut(member: MemberNow | undefined): Decision {
  if (!member) return { outcome: UNKNOWN }
  if (NOT_MAILED.has(member.status)) return { outcome: { status: 'unchanged' } }
  return { write: { email: member.email, status: 'unsubscribed' } }
}

const UNKNOWN = {
  status: 'refused',
  code: 'member-missing',
  message: 'The audience has no such member, and writing to it would create one. Pull again.',
} as const
