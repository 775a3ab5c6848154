import { type MemberRow, maskAddresses, type Operation, type Outcome } from '@esplanade/connector-kit'
import { ask } from './ask.ts'
import type { MailchimpClient } from './client.ts'
import type { MailchimpConfig } from './config.ts'
import { tagAnswer } from './shapes.ts'
import { unlessVanished } from './unless-vanished.ts'

/** Five hundred to add and as many to remove are allowed; a batch may be of either. */
const MAX_ROWS = 500
const TAG_MEMBERS = 'POST /lists/{list_id}/segments/{segment_id}'

/** Tags and untags members by address. Never creates a member and never touches a status. */
export const members: Operation<MemberRow, MailchimpConfig, MailchimpClient> = {
  name: 'tag',
  route: TAG_MEMBERS,
  maxRows: MAX_ROWS,
  idempotent: true,
  prepare: row =>
    row.email === null ? { kind: 'settled', outcome: NO_EMAIL } : { kind: 'ready', row, notes: [] },
  send(context, { container, target }, rows) {
    if (!target) throw new Error('Tagging needs a target; the hub passes it with every batch.')
    const what = `tag "${target.name}" or its audience ${container}`
    return unlessVanished(rows, what, async () => {
      const emailsTo = (action: MemberRow['action']) =>
        rows.flatMap(row => (row.action === action ? [row.email] : []))
      const body = { members_to_add: emailsTo('add'), members_to_remove: emailsTo('remove') }
      const options = { idempotent: true, priority: 'push' } as const
      const answer = await ask(context, TAG_MEMBERS, tagAnswer, options, client =>
        client.lists.batchSegmentMembersWithHttpInfo(body, container, target.remoteId),
      )
      const moved = {
        add: new Set(answer.members_added.map(member => key(member.email_address))),
        remove: new Set(answer.members_removed.map(member => key(member.email_address))),
      }
      const errors = new Map(
        answer.errors.flatMap(({ email_addresses, error }) =>
          email_addresses.map(email => [key(email), error]),
        ),
      )
      return rows.map((row): Outcome => {
        const email = key(row.email ?? '')
        if (moved[row.action].has(email)) return { status: 'applied' }
        const error = errors.get(email)
        // An address that is passed over in silence had the tag (or not) already, or Mailchimp does
        // not know it: the next read of the tag tells.
        if (error === undefined) return { status: 'accepted' }
        const message = `${maskAddresses(error)} Pull again: the member may have left or changed address.`
        return { status: 'rejected', code: 'not-in-audience', message }
      })
    })
  },
}

const NO_EMAIL: Outcome = {
  status: 'refused',
  code: 'email-missing',
  message: 'Mailchimp tags members by address, and this one has none. Add an address in Mailchimp.',
}

const key = (email: string): string => email.toLowerCase()
