import { type Instant, isoInstant, parseInstant } from '@esplanade/core/schema'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { nameContacts } from './people.ts'
import type { MembersResult } from './results.ts'
import { storedVersions } from './stored-versions.ts'

/**
 * Who was in a segment at any instant, as the hub believed then: who had entered by an evaluation and
 * not left by one. Of a deleted segment nobody is a member from its deletion on.
 */
export async function members(
  hub: HubContext,
  { segment, at, most }: { segment: string; at?: string | undefined; most: number },
): Promise<MembersResult> {
  const asOf = at === undefined ? hub.clock.now() : momentOf(at)
  const versions = await storedVersions(hub.store.state, segment)
  const current = versions.findLast(({ savedAt }) => savedAt <= asOf)
  const answer = { id: segment, asOf: isoInstant(asOf) }
  if (current === undefined || (current.deletedAt !== null && current.deletedAt <= asOf)) {
    return { ...answer, version: null, members: 0, contacts: [] }
  }
  const stays = (await hub.store.facts.membershipHistory({ segment: current.segmentNo })).filter(
    ({ enteredAt, leftAt }) => enteredAt <= asOf && (leftAt === null || leftAt > asOf),
  )
  const shown = stays.slice(0, most)
  const named = await nameContacts(
    hub,
    shown.map(({ contactNo }) => contactNo),
  )
  return {
    ...answer,
    version: current.version,
    members: stays.length,
    contacts: named.map((each, index) => ({
      ...each,
      enteredAt: isoInstant((shown[index] ?? { enteredAt: asOf }).enteredAt),
    })),
  }
}

function momentOf(text: string): Instant {
  const at = parseInstant(text)
  if (at !== undefined) return at
  throw new RequestError('Expected a moment such as 2026-01-31T09:00:00Z; a bare day is its midnight UTC.')
}
