import type { Audience } from './audience.ts'
import type { MemberSnapshot } from './seed.ts'

/** Everything a write could have moved, of every member. */
export const takeSnapshot = (audiences: Iterable<Audience>): MemberSnapshot[] =>
  [...audiences].flatMap(audience =>
    [...audience.members.values()].map(member => ({
      audienceId: audience.id,
      email: member.email,
      status: member.status,
      mergeFields: { ...member.mergeFields },
      tags: [...member.tags].map(id => audience.segments.get(id)?.name ?? '').sort(),
    })),
  )
