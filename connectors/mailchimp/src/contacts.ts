import { ConnectorError, type Instant, instant, minutes, type Stream } from '@esplanade/connector-kit'
import { z } from 'zod'
import type { Context } from './ask.ts'
import { audienceIds, noSuchAudience } from './audiences.ts'
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
    const gone: string[] = []
    for (const listId of await audienceIds(context)) {
      try {
        for await (const { items, progress } of pullAudience(
          context,
          listId,
          audiences[listId],
          request.until,
        )) {
          audiences[listId] = progress
          yield { items, checkpoint: { audiences: { ...audiences } } }
        }
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.kind !== 'missing') throw error
        gone.push(listId)
      }
    }
    // An audience that vanished keeps no other from being read.
    if (gone.length > 0) throw noSuchAudience(context, gone)
  },
}

async function* pullAudience(
  context: Context,
  listId: string,
  from: Progress = { readTo: null },
  asked: Instant,
) {
  const row = fullMember(context.config.mergeFields)
  let progress = from
  for (let until = 0; progress.walk !== undefined || until < asked; ) {
    const walk = progress.walk ?? newWalk(progress.readTo, asked)
    const { part, place } = walk
    until = walk.until
    const archived = part === 'archived' && { status: 'archived' as const }
    const query = { listId, until: instant(until), row, ...archived }
    for await (const { members, next } of walkMembers(context, query, place)) {
      progress = after(progress.readTo, { until, part, place: next })
      yield { items: members.map(member => toContact(listId, member)), progress }
    }
  }
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
