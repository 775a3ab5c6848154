import { days, sweepStream } from '@esplanade/connector-kit'
import { audienceIds } from './audiences.ts'
import { lookAtMember } from './look-at-member.ts'
import { placeAt, walkMembers } from './member-walk.ts'
import { memberState } from './shapes.ts'

/** A sweep reads a line of every member: a hundred requests for 100,000. */
const SWEEP_EVERY_MS = days(7)

/** Members who were deleted for good, of whom Mailchimp says nothing. Archived ones are still there; the contacts tell of them. */
export const deletions = sweepStream({
  name: 'deletions',
  everyMs: SWEEP_EVERY_MS,
  containers: audienceIds,
  async *present(context, listId) {
    for (const status of [undefined, 'archived'] as const) {
      const query = { listId, row: memberState, ...(status && { status }) }
      for await (const { members } of walkMembers(context, query, placeAt(null))) {
        yield members.map(({ contact_id }) => contact_id)
      }
    }
  },
  async confirm(context, listId, contactIds) {
    const statuses = await Promise.all(contactIds.map(id => lookAtMember(context, listId, id, 'pull')))
    return contactIds.flatMap((remoteId, at) =>
      statuses[at] === undefined ? [{ remoteId, reason: 'deleted' as const }] : [],
    )
  },
})
