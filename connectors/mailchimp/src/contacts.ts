import { type Instant, instant, minutes, type Stream } from '@esplanade/connector-kit'
import { z } from 'zod'
import { audienceIds } from './audiences.ts'
import type { MailchimpClient } from './client.ts'
import type { MailchimpConfig } from './config.ts'
import { toContact } from './contact.ts'
import { type Place, placeAt, placeShape, walkMembers } from './member-walk.ts'
import { fullMember } from './shapes.ts'

/** How far our clock may be ahead of the vendor's, and a change may lag behind its own time. */
const OVERLAP_MS = minutes(65)

const progressShape = z.object({
  /** Everything that changed up to here has been read; null before the first finished walk. */
  readTo: z.number().nullable(),
  /** A walk under way: members first, then those archived meanwhile. */
  walk: z.object({ until: z.number(), part: z.enum(['members', 'archived']), place: placeShape }).optional(),
})
type Progress = z.output<typeof progressShape>

const checkpointShape = z.object({ audiences: z.record(z.string(), progressShape) })

/**
 * Members of every audience. A first pull reads all, later ones what changed since, each within a
 * window whose upper end stays put however often the pull is resumed.
 */
export const contacts: Stream<MailchimpConfig, MailchimpClient> = {
  name: 'contacts',
  async *pull(context, request) {
    const { audiences } = checkpointShape.parse(request.checkpoint ?? { audiences: {} })
    const row = fullMember(context.config.mergeFields)
    for (const listId of await audienceIds(context)) {
      let progress: Progress = audiences[listId] ?? { readTo: null }
      let caughtUp = false
      while (!caughtUp) {
        const { until, part, place } = progress.walk ?? newWalk(progress.readTo, request.until)
        const query = {
          listId,
          until: instant(until),
          row,
          ...(part === 'archived' && { status: 'archived' as const }),
        }
        for await (const { members, next } of walkMembers(context, query, place)) {
          progress = after(progress.readTo, { until, part, place: next })
          audiences[listId] = progress
          yield {
            items: members.map(member => toContact(listId, member)),
            checkpoint: { audiences: { ...audiences } },
          }
        }
        caughtUp = progress.walk === undefined && until >= request.until
      }
    }
  },
}

const newWalk = (readTo: number | null, until: Instant): NonNullable<Progress['walk']> => ({
  until,
  part: 'members',
  place: placeAt(sinceOf(readTo)),
})

const sinceOf = (readTo: number | null): number | null => (readTo === null ? null : readTo - OVERLAP_MS)

function after(
  readTo: number | null,
  { until, part, place }: { until: number; part: 'members' | 'archived'; place: Place | null },
): Progress {
  if (place !== null) return { readTo, walk: { until, part, place } }
  if (part === 'members')
    return { readTo, walk: { until, part: 'archived', place: placeAt(sinceOf(readTo)) } }
  return { readTo: until }
}
