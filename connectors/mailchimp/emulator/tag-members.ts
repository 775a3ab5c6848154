import type { Audience, Segment } from './audience.ts'
import type { Member } from './member.ts'
import type { FieldProblem } from './problem.ts'

/** Unconfirmed, from memory of the vendor's pages. */
const MAX_NAME_LENGTH = 100

/** What is wrong with the name of a tag, where it is named; none for a good one. */
export const tagNameProblems = (name: unknown, field: string): FieldProblem[] =>
  typeof name === 'string' && name !== '' && name.length <= MAX_NAME_LENGTH
    ? []
    : [{ field, message: `Expected a name, ${MAX_NAME_LENGTH} characters at most.` }]

/** The tag of this name, made on first use; the case of its first name stays. */
export const tagNamed = (audience: Audience, name: string, now: number, nextId: () => number): Segment =>
  audience.tagByName(name) ?? audience.addSegment(nextId(), name, now)

/** Gives a member these tags, and with `exactly` takes all others away. */
export function tagMember(
  audience: Audience,
  member: Member,
  { names, exactly }: { names: readonly string[]; exactly: boolean },
  now: number,
  nextId: () => number,
): void {
  const wanted = new Set(names.map(name => tagNamed(audience, name, now, nextId)))
  for (const tag of wanted)
    if (audience.tag(member, tag, now)) audience.automations.add({ by: 'tag', name: tag.name })
  if (!exactly) return
  for (const segment of audience.segments.values()) {
    if (segment.type === 'static' && !wanted.has(segment)) audience.untag(member, segment, now)
  }
}
