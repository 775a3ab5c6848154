import { contactsToMask, type SegmentWarning, segmentWarnings, sharedCounts } from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import type { ListedSegment } from '../result.ts'
import { listSegments } from '../status.ts'

/** Living segments with their size at the last evaluation, and what is worth knowing about them. */
export async function listWithWarnings(hub: HubContext): Promise<ListedSegment[]> {
  const summaries = await listSegments(hub)
  const members: Uint32Array[] = []
  const now = hub.clock.now()
  const evaluated = []
  for (const { id, segmentNo, evaluatedAt } of await hub.store.state.segments()) {
    members.push(await hub.store.facts.members(segmentNo))
    evaluated.push({ id, evaluatedAt: evaluatedAt ?? now })
  }
  const size = 1 + Math.max(-1, ...members.map(contacts => contacts.at(-1) ?? -1))
  const masks = members.map(contacts => contactsToMask(contacts, size))
  const warnings = segmentWarnings(evaluated, sharedCounts(masks), now)
  return summaries.map(summary => ({
    ...summary,
    // Before the first evaluation every segment is empty, which says nothing about it.
    warnings: summary.evaluatedAt === null ? [] : warnings.filter(warning => isAbout(warning, summary.id)),
  }))
}

/** That there are too many is about every one of them. */
function isAbout(warning: SegmentWarning, id: string): boolean {
  switch (warning.kind) {
    case 'tiny':
    case 'stale':
      return warning.segment === id
    case 'alike':
      return warning.segments.includes(id)
    case 'too-many':
      return true
    default:
      throw new Error(`Unhandled warning: ${warning satisfies never}`)
  }
}
