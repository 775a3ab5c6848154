import {
  anchoredPage,
  anchorSchema,
  BEGINNING,
  days,
  minutes,
  onFailure,
  type Priority,
  partStream,
  sweepStream,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { audienceIds, noSuchAudience } from './audiences.ts'
import { ask, type Context, type MailchimpStream } from './client.ts'
import { toContact } from './contact.ts'
import { membersOf, walkMembers } from './member-walk.ts'
import { fullMember, memberLook, memberState } from './shapes.ts'

/** How far our clock may be ahead of the vendor's, and a change may lag behind its own time. */
const OVERLAP_MS = minutes(65)
/** A sweep reads a line of every member: a hundred requests for 100,000. */
const SWEEP_EVERY_MS = days(7)

/**
 * Members of every audience, then those archived meanwhile. A first pull reads all, later ones what
 * changed since. An audience that vanished keeps no other from being read.
 */
export const contacts: MailchimpStream = partStream({
  name: 'contacts',
  overlapMs: OVERLAP_MS,
  async parts(context: Context) {
    const row = fullMember(context.config.mergeFields)
    return (await audienceIds(context)).map(id => ({ id, row }))
  },
  place: anchorSchema.extend({ archived: z.boolean() }),
  first: () => ({ ...BEGINNING, archived: false }),
  async read(context, { id: listId, row }, { archived, ...place }, window) {
    const query = { ...window, listId, row, status: archived ? ('archived' as const) : undefined }
    const { rows, next } = await anchoredPage(place, membersOf(context, query))
    const items = rows.map(member => toContact(listId, member))
    if (next === null && !archived) return { items, next: { ...BEGINNING, archived: true } }
    return { items, next: next && { ...next, archived } }
  },
  vanished: noSuchAudience,
})

/** Members who were deleted for good, of whom Mailchimp says nothing. Archived ones are still there; the contacts tell of them. */
export const deletions: MailchimpStream = sweepStream({
  name: 'deletions',
  everyMs: SWEEP_EVERY_MS,
  containers: audienceIds,
  async *present(context: Context, listId) {
    for (const status of [undefined, 'archived'] as const) {
      for await (const members of walkMembers(context, { listId, row: memberState, status })) {
        yield members.map(({ contact_id }) => contact_id)
      }
    }
  },
  async confirm(context, listId, contactIds) {
    const statuses = await Promise.all(contactIds.map(id => lookAtMember(context, listId, id, 'pull')))
    const gone = contactIds.filter((_, at) => statuses[at] === undefined)
    return gone.map(remoteId => ({ remoteId, reason: 'deleted' as const }))
  },
})

/** The status of one member by its contact id, archived ones included; undefined where the audience has none such. */
export const lookAtMember = (
  context: Context,
  listId: string,
  contactId: string,
  priority: Priority,
): Promise<string | undefined> =>
  onFailure(
    'missing',
    ask(context, 'GET /lists/{list_id}/members/{subscriber_hash}', memberLook, {
      path: { list_id: listId, subscriber_hash: contactId },
      priority,
    }).then(({ status }) => status),
    () => undefined,
  )
