import { type MemberRow, maskAddresses, type Operation, type Outcome } from '@esplanade/connector-kit'
import { ask } from './ask.ts'
import type { MailchimpClient } from './client.ts'
import type { MailchimpConfig } from './config.ts'
import { tagAnswer } from './shapes.ts'

/** Five hundred to add and as many to remove are allowed; a batch may be of either. */
const MAX_ROWS = 500
const TAG_MEMBERS = 'POST /lists/{list_id}/segments/{segment_id}'

/** Tags and untags members by address. Never creates a member and never touches a status. */
export const members: Operation<MemberRow, MailchimpConfig, MailchimpClient> = {
  name: 'tag',
  route: TAG_MEMBERS,
  maxRows: MAX_ROWS,
  idempotent: true,
  async send(context, { container, target }, rows) {
    if (!target) throw new Error('Tagging needs a target; the hub passes it with every batch.')
    const emailsTo = (action: MemberRow['action']): string[] =>
      rows.flatMap(row => (row.action === action && row.email !== null ? [row.email] : []))
    const body = { members_to_add: emailsTo('add'), members_to_remove: emailsTo('remove') }
    if (body.members_to_add.length + body.members_to_remove.length === 0) {
      return { kind: 'answered', outcomes: rows.map(() => NO_EMAIL) }
    }
    const options = { idempotent: true, priority: 'push' } as const
    const answer = await ask(context, TAG_MEMBERS, tagAnswer, options, client =>
      client.lists.batchSegmentMembersWithHttpInfo(body, container, target.remoteId),
    )
    const moved = {
      add: new Set(answer.members_added.map(member => key(member.email_address))),
      remove: new Set(answer.members_removed.map(member => key(member.email_address))),
    }
    const errors = new Map<string, string>()
    for (const { email_addresses, error } of answer.errors) {
      for (const email of email_addresses) errors.set(key(email), error)
    }
    const outcomes = rows.map((row): Outcome => {
      if (row.email === null) return NO_EMAIL
      if (moved[row.action].has(key(row.email))) return { status: 'applied' }
      const error = errors.get(key(row.email))
      // An address that is passed over in silence had the tag (or not) already, or Mailchimp does
      // not know it: the next read of the tag tells.
      if (error === undefined) return { status: 'accepted' }
      const message = `${maskAddresses(error)} Pull again: the member may have left or changed address.`
      return { status: 'rejected', code: 'not-in-audience', message }
    })
    return { kind: 'answered', outcomes }
  },
}

const NO_EMAIL: Outcome = {
  status: 'refused',
  code: 'email-missing',
  message: 'Mailchimp tags members by address, and this one has none.',
}

const key = (email: string): string => email.toLowerCase()
